import { DomainError } from '@thaw/kernel';
import type { ActionName } from './domain';
import type { FreezeCase } from './entities';

/** One action of several, and with what it was or would be taken: templates written out, persons found. */
export interface TakenStep {
  readonly action: ActionName;
  readonly result: 'done' | 'would_be_done';
  readonly payload: unknown;
}

/** A case after several actions, and each of them. */
export interface Played {
  readonly freezeCase: FreezeCase;
  readonly steps: readonly TakenStep[];
}

/** Takes a transaction back that went well. */
export class Rehearsed extends Error {
  constructor(readonly played: Played) {
    super('everything is taken back');
  }
}

/** The refusal of one action, and what became of each because of it. */
export const stoppedAt = (
  { code, context }: DomainError,
  actions: readonly { readonly action: ActionName }[],
  step: number,
): DomainError =>
  new DomainError(code, {
    ...context,
    extra: {
      ...context.extra,
      step,
      steps: actions.map(({ action }, index) => ({
        action,
        result: index < step ? 'taken_back' : index === step ? 'refused' : 'not_tried',
      })),
    },
  });
