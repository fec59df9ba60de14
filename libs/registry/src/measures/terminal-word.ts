import type { MeasureLevel, MeasureScope } from './measure';

/** A measure as the terminal system tells it. `id`: under which it was commanded; null where it came by another way. */
export interface ToldMeasure {
  readonly id: string | null;
  readonly level: MeasureLevel;
  readonly scope: MeasureScope;
}

/** What the terminal system says binds a terminal, and when it was asked. */
export type TerminalWord =
  | {
      readonly from: 'terminal_system';
      readonly askedAt: Date;
      readonly measures: readonly ToldMeasure[];
    }
  /** The acquirer has no such system: a person says what is so. */
  | { readonly from: 'nobody' };
