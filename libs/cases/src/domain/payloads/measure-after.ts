import type { NarrowingDraft } from '@thaw/registry/measures';
import { fields, instant, listOf, oneOf, optional, text, wholeFen } from './shape-checks';

/** What happens to one measure by a decision. */
export type MeasureAfter =
  | { readonly measureId: string; readonly change: 'lift' | 'keep' }
  | {
      readonly measureId: string;
      readonly change: 'narrow';
      readonly level: string;
      /** Left out or null: as it stands. */
      readonly scope?: string | null;
      /** Left out: as it stands; null: given up. */
      readonly limitSingleFen?: number | null;
      readonly limitDailyFen?: number | null;
      /** When it ends by itself, as text where it was stored. Left out: as it stands. */
      readonly expiresAt?: Date | string | null;
    };

type Narrowing = Pick<
  MeasureAfter & { change: 'narrow' },
  'level' | 'scope' | 'limitSingleFen' | 'limitDailyFen' | 'expiresAt'
>;

/** The wish to narrow as the registry reads it. */
export const narrowingOf = ({
  level,
  scope,
  limitSingleFen,
  limitDailyFen,
  expiresAt,
}: Narrowing): NarrowingDraft => ({
  level,
  scope: scope ?? undefined,
  limitSingleFen,
  limitDailyFen,
  ...(expiresAt ? { expiresAt: new Date(expiresAt) } : {}),
});

export const measuresAfterShape = listOf(
  fields({
    measureId: text,
    change: oneOf('lift', 'keep', 'narrow'),
    level: optional(text),
    scope: optional(text),
    limitSingleFen: optional(wholeFen),
    limitDailyFen: optional(wholeFen),
    expiresAt: optional(instant),
  }),
);
