import { CARD_ENTRIES, type CardEntry } from '@thaw/risk/rules';
import {
  fields,
  flag,
  listOf,
  oneOf,
  optional,
  text,
  wholeFen,
  wholeNumber,
  type Check,
  type ShapesOf,
} from './shape-checks';

/** What stands on a slip; what is left out was not read. */
export interface SlipStatement {
  readonly document?: 'original' | 'reprint';
  readonly signed?: boolean;
  readonly entry?: CardEntry;
  readonly amountFen?: number;
  /** YYYY-MM-DD as printed. */
  readonly day?: string;
  /** The last four digits of the card number, as printed or as they stood on the screen. */
  readonly lastFour?: string;
}

/** What only a look at card and ID tells, beside what stands on the slip. */
export interface SlipJudgement extends SlipStatement {
  readonly cardLastFour?: string;
  readonly nameSame?: boolean;
  readonly chipCard?: boolean;
}

/** A sale as it was found in the history of the case's terminal. */
export interface SaleToAsk {
  readonly transactionId: number;
  readonly occurredAt: Date;
  readonly amountFen: number;
  readonly currency: string;
  readonly cardLastFour: string | null;
  readonly reference: string | null;
  readonly traceNo: string | null;
  readonly batchNo: string | null;
}

/** How sales were drawn from what a scan flagged. */
export interface DrawnSample {
  readonly scanId: string;
  readonly findingIds: readonly string[];
  readonly seed: string;
  readonly size: number;
  readonly population: number;
  readonly populationDigest: string;
  readonly skipped: readonly number[];
  readonly picked: readonly number[];
}

/** Slips of these sales; the service has looked each up, or drawn them. */
export interface SlipsToAsk {
  readonly sales: readonly SaleToAsk[];
  readonly sample: DrawnSample | null;
}

export interface SlipPayloads {
  answer_slips: {
    answers: readonly (SlipStatement & {
      slipId: string;
      revision: number;
      fileId?: string | null;
      /** Why there is none. */
      absenceReason?: string | null;
    })[];
    onBehalfChannel?: string | null;
  };
  assess_slips: {
    verdicts: readonly (SlipJudgement & {
      slipId: string;
      revision: number;
      verdict: 'accept' | 'reject';
      text?: string | null;
    })[];
  };
}

const STATEMENT: Readonly<Record<string, Check>> = {
  document: optional(oneOf('original', 'reprint')),
  signed: optional(flag),
  entry: optional(oneOf(...CARD_ENTRIES)),
  amountFen: optional(wholeFen),
  day: optional(text),
  lastFour: optional(text),
};

export const SLIPS_TO_ASK: Check = fields({
  sales: listOf(fields({ transactionId: wholeNumber, amountFen: wholeFen })),
});

export const SLIP_SHAPES: ShapesOf<SlipPayloads> = {
  answer_slips: fields({
    answers: listOf(
      fields({
        slipId: text,
        revision: wholeNumber,
        fileId: optional(text),
        absenceReason: optional(text),
        ...STATEMENT,
      }),
    ),
    onBehalfChannel: optional(text),
  }),
  assess_slips: fields({
    verdicts: listOf(
      fields({
        slipId: text,
        revision: wholeNumber,
        verdict: oneOf('accept', 'reject'),
        text: optional(text),
        ...STATEMENT,
        cardLastFour: optional(text),
        nameSame: optional(flag),
        chipCard: optional(flag),
      }),
    ),
  }),
};
