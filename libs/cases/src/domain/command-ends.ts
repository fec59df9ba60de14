import type { CommandKind, CommandPurpose } from '@thaw/registry/measures';
import type { OtherEffect } from './effects';

/** How a command that is for no restore came to its end. */
export interface CommandEnd {
  readonly commandId: string;
  readonly kind: CommandKind;
  readonly purpose: CommandPurpose;
  readonly state: 'confirmed' | 'failed';
  /** Whether the merchant felt the measure that it was about. */
  readonly felt: boolean;
  /** Whether no measure of the case is in force any more. */
  readonly noneLeft: boolean;
}

/**
 * What the end of a command means to its case. That one could not be carried out is never silent: the owner gets a task
 * of its own for each. Where a measure has ended without a decision, the merchant is told that it has, and of the last
 * one the owner too, since a case without a measure wants an end.
 */
export function afterCommand({
  commandId,
  kind,
  purpose,
  state,
  felt,
  noneLeft,
}: CommandEnd): readonly OtherEffect[] {
  if (state === 'failed') {
    return [{ kind: 'task_for_owner', task: `command_failed_${kind}`, about: commandId }];
  }
  const endsMeasure = (kind === 'lift' || kind === 'narrow') && (purpose === 'ease' || purpose === 'expire');
  if (!endsMeasure) return [];
  return [
    ...(felt ? ([{ kind: 'notify_merchant', template: 'measure_eased', about: commandId }] as const) : []),
    ...(noneLeft
      ? ([{ kind: 'task_for_owner', task: 'last_measure_ended', about: commandId }] as const)
      : []),
  ];
}
