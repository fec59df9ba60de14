import { HELD_GROUNDS, type HeldGround } from '@thaw/registry/measures';
import {
  anything,
  fields,
  flag,
  instant,
  listOf,
  oneOf,
  optional,
  text,
  type ShapesOf,
} from './shape-checks';

/** How a case ends, and how it begins again. */
export interface EndingPayloads {
  confirm_termination_manually: {
    /** Countersigns what another has said; without it, the rest is said here. */
    statementId?: string | null;
    deviceRecovered?: boolean | null;
    batchSettled?: boolean | null;
    listingReference?: string | null;
    /** YYYY-MM-DD */
    listedOn?: string | null;
    funds?:
      | readonly {
          readonly measureId: string;
          readonly change: 'release' | 'hold';
          readonly ground?: HeldGround | null;
          readonly until?: Date | null;
        }[]
      | null;
    text?: string | null;
  };
  confirm_termination: Record<string, never>;
  lapse: Record<string, never>;
  /** The new facts. */
  reconsider: { text: string };
  reopen: { text: string };
}

export const ENDING_SHAPES: ShapesOf<EndingPayloads> = {
  confirm_termination_manually: fields({
    statementId: optional(text),
    deviceRecovered: optional(flag),
    batchSettled: optional(flag),
    listingReference: optional(text),
    listedOn: optional(text),
    funds: optional(
      listOf(
        fields({
          measureId: text,
          change: oneOf('release', 'hold'),
          ground: optional(oneOf(...HELD_GROUNDS)),
          until: optional(instant),
        }),
      ),
    ),
    text: optional(text),
  }),
  confirm_termination: anything,
  lapse: anything,
  reconsider: fields({}),
  reopen: fields({}),
};
