import type { Retrieval } from '../rules';
import type { Slip, SlipReading } from './slip.entity';

/** What the one who judged read stands before what the one who answered stated. */
export const readingOf = ({ stated, read }: Pick<Slip, 'stated' | 'read'>): SlipReading => ({
  ...stated,
  ...read,
});

export interface SlipAgreement {
  readonly amountSame: boolean | null;
  readonly daySame: boolean | null;
  readonly numberSame: boolean | null;
}

/**
 * What stands on the slip beside the sale it is of; null where it was not read, or the sale has none.
 * @param soldOn the sale's local day as YYYY-MM-DD.
 */
export function agreementOf(
  slip: Pick<Slip, 'stated' | 'read' | 'amountFen' | 'cardLastFour'>,
  soldOn: string,
): SlipAgreement {
  const { amountFen, day, lastFour, cardLastFour } = readingOf(slip);
  const known = [slip.cardLastFour, lastFour, cardLastFour].filter(
    (number) => number !== null && number !== undefined,
  );
  return {
    amountSame: amountFen === undefined ? null : amountFen === slip.amountFen,
    daySame: day === undefined ? null : day === soldOn,
    numberSame: known.length < 2 ? null : new Set(known).size === 1,
  };
}

type AskedSlip = Pick<
  Slip,
  'transactionId' | 'occurredAt' | 'amountFen' | 'cardLastFour' | 'askedAt' | 'state' | 'stated' | 'read'
>;

/** The slip as the rules see it; null for one whose asking was taken back. */
export function retrievalOf(slip: AskedSlip): Retrieval | null {
  const answer = answerOf(slip);
  if (answer === null) return null;
  const { signed, entry, chipCard, nameSame } = slip.state === 'answered' ? readingOf(slip) : {};
  return {
    id: slip.transactionId,
    at: slip.occurredAt.getTime(),
    amountFen: slip.amountFen,
    askedAt: slip.askedAt.getTime(),
    answer,
    signed: signed ?? null,
    entry: entry ?? null,
    chipCard: chipCard ?? null,
    numberSame: slip.state === 'answered' ? agreementOf(slip, '').numberSame : null,
    nameSame: nameSame ?? null,
  };
}

function answerOf(slip: AskedSlip): Retrieval['answer'] | null {
  switch (slip.state) {
    case 'asked':
      return 'waiting';
    case 'withdrawn':
      return null;
    case 'answered':
      return readingOf(slip).document ?? 'original';
    default:
      return slip.state;
  }
}
