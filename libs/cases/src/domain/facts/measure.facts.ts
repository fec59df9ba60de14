import type { MeasureTerms } from '@thaw/registry/measures';

export interface MeasureFact extends MeasureTerms {
  readonly id: string;
}

export interface MeasureFacts {
  /** In force. */
  readonly measures: readonly MeasureFact[];
  readonly restore: { readonly total: number; readonly confirmed: number; readonly failed: number };
  readonly watchUntil: Date | null;
  readonly authorityHold: boolean;
}
