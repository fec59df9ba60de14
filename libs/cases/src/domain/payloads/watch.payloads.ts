import type { MeasureDraft } from '@thaw/registry/measures';
import { fields, listOf, optional, text, type ShapesOf } from './shape-checks';

export interface WatchPayloads {
  refreeze: {
    /** A person says why; the clock's reason stands in the facts. */
    text?: string;
    /** Left out: what was given back is taken back as it stood. */
    measures?: readonly MeasureDraft[] | null;
  };
  keep_watching: { text: string };
}

export const WATCH_SHAPES: ShapesOf<WatchPayloads> = {
  refreeze: fields({
    text: optional(text),
    measures: optional(listOf(fields({ level: text, scope: text }))),
  }),
  keep_watching: fields({}),
};
