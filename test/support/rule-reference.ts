import { DateTime } from 'luxon';
import type { Retrieval } from '@thaw/risk/rules';
import {
  cardOf,
  dateRow,
  finding,
  groupBy,
  mergeSets,
  sumOf,
  value,
  type Reference,
  type ReferenceFinding,
  type ReferenceInput,
  type Sale,
  type World,
} from './reference-world';
import { X_REFERENCES } from './rule-reference-x';

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const creditByCard = (sales: readonly Sale[]): Sale[][] =>
  groupBy(
    sales.filter((sale) => sale.cardType === 'credit' && sale.card !== null && sale.card !== ''),
    (sale) => String(sale.card),
  );

const R1a: Reference = ({ sales, low }, values) =>
  sales
    .filter((sale) => low && sale.amountFen > value(values, 'max'))
    .map((sale) => finding([sale], sale.amountFen));

const R1b: Reference = ({ sales }, values) =>
  groupBy(sales, (sale) => sale.date)
    .map((day) => finding(day, sumOf(day)))
    .filter((day) => day.measured >= value(values, 'limit'));

const R2: Reference = ({ sales }, values) => {
  const unit = value(values, 'unit');
  const round = sales.filter(({ amountFen }) => {
    const nearest = Math.round(amountFen / unit) * unit;
    return amountFen >= value(values, 'min') && Math.abs(amountFen - nearest) <= value(values, 'near');
  });
  if (round.length === 0) return [];
  const days = value(values, 'days');
  const dates = round.map((sale) => sale.day);
  const spans = range(Math.min(...dates) - days, Math.max(...dates))
    .map((first) => new Set(round.filter((sale) => sale.day >= first && sale.day < first + days)))
    .filter((span) => span.size >= value(values, 'n'));
  return mergeSets(spans.map((span) => ({ sales: span, best: span.size }))).map(({ sales: all, best }) =>
    finding(all, best),
  );
};

const R3: Reference = ({ sales }, values) =>
  groupBy(
    sales.filter((sale) => sale.amountFen % value(values, 'unit') !== 0),
    (sale) => sale.month,
  ).map((month) => ({
    ...finding(month, month.length),
    transactions: month
      .slice(0, 10)
      .map((sale) => sale.id)
      .sort((a, b) => a - b),
  }));

const R4: Reference = ({ sales }, values) =>
  groupBy(sales, (sale) => sale.month).flatMap((month) => {
    const credit = month.filter((sale) => sale.cardType === 'credit');
    const debit = month.filter(
      (sale) => sale.cardType === 'debit' && sale.amountFen >= value(values, 'minDebit'),
    );
    const fires =
      credit.length >= value(values, 'minCredit') && value(values, 'ratio') * debit.length < credit.length;
    return fires ? [finding(credit, credit.length)] : [];
  });

const R5: Reference = ({ sales, low }, values) =>
  creditByCard(low ? sales : []).flatMap((uses) => {
    const months = [...new Set(uses.map((sale) => sale.monthNumber))].sort((a, b) => a - b);
    const unusedBefore = (month: number): number =>
      month - 1 - Math.max(...months.filter((earlier) => earlier < month));
    const starts = months.filter((month) => unusedBefore(month) >= value(values, 'gap'));
    return starts.flatMap((start) => {
      const next = Math.min(...starts.filter((other) => other > start));
      const run = uses.filter((sale) => sale.monthNumber >= start && sale.monthNumber < next);
      const used = new Set(run.map((sale) => sale.monthNumber)).size;
      return used > value(values, 'months') ? [finding(run, used, cardOf(run))] : [];
    });
  });

const R6a: Reference = ({ sales, low }, values) => {
  const max = value(values, 'max');
  const cards = creditByCard(low ? sales : []);
  if (value(values, 'rolling') === 0) {
    return cards
      .flatMap((uses) => groupBy(uses, (sale) => sale.date))
      .filter((uses) => uses.length > max)
      .map((uses) => finding(uses, uses.length, cardOf(uses)));
  }
  return cards.flatMap((uses) => {
    const windows = uses
      .map(({ at }) => new Set(uses.filter((other) => other.at <= at && at - other.at < 24 * 3600 * 1000)))
      .filter((window) => window.size > max);
    return mergeSets(windows.map((window) => ({ sales: window, best: window.size }))).map(
      ({ sales: all, best }) => finding(all, best, cardOf(uses)),
    );
  });
};

const R6b: Reference = ({ sales, low }, values) =>
  creditByCard(low ? sales : []).flatMap((uses) => {
    const quick = uses.slice(1).flatMap((sale, i) => {
      const before = uses[i] as Sale;
      const gap = sale.at - before.at;
      return gap < value(values, 'gap') * 1000 ? [{ sales: new Set([before, sale]), best: -gap }] : [];
    });
    return mergeSets(quick).map(({ sales: all, best }) =>
      finding(all, Math.floor(-best / 1000), cardOf(uses)),
    );
  });

const R6c: Reference = ({ sales }, values) =>
  creditByCard(sales)
    .flatMap((uses) => groupBy(uses, (sale) => sale.month))
    .filter((uses) => uses.length > value(values, 'max'))
    .map((uses) => finding(uses, uses.length, cardOf(uses)));

const R8: Reference = ({ sales, facts }, values) => {
  const from = facts.hours?.from ?? value(values, 'from');
  const to = facts.hours?.to ?? value(values, 'to');
  const open = (second: number): boolean =>
    from <= to ? second >= from && second <= to : second >= from || second <= to;
  const off = sales.filter((sale) => !open(sale.second));
  const large = off
    .filter((sale) => sale.amountFen >= value(values, 'large'))
    .map((sale) => finding([sale], sale.amountFen));
  const spans = [...new Set(off.map((sale) => sale.day))].flatMap((last) => {
    const inSpan = (sale: Sale): boolean => sale.day <= last && sale.day > last - value(values, 'days');
    const hits = off.filter(inSpan);
    const percent = Math.floor((100 * hits.length) / sales.filter(inSpan).length);
    const qualifies = hits.length >= value(values, 'n') && percent >= value(values, 'share');
    return qualifies ? [{ sales: new Set(hits), best: percent }] : [];
  });
  return [...large, ...mergeSets(spans).map(({ sales: all, best }) => finding(all, best))];
};

const localDate = (ms: number, zone: string): DateTime => DateTime.fromMillis(ms, { zone }).startOf('day');

const ofSlip = ({ id, at }: Retrieval, measured: number): Omit<ReferenceFinding, 'rule'> => ({
  ...{ card: null, from: at, to: at, measured, transactions: [id] },
});

const R7a: Reference = ({ facts: { retrievals }, timeZone }, values) =>
  (retrievals ?? []).flatMap((retrieval) => {
    const [sold, asked] = [localDate(retrieval.at, timeZone), localDate(retrieval.askedAt, timeZone)];
    const kept = asked <= sold.plus({ months: value(values, 'retention') });
    const bad = ['missed', 'absent', 'reprint'].includes(retrieval.answer) || retrieval.signed === false;
    return kept && bad ? [ofSlip(retrieval, Math.round(asked.diff(sold, 'days').days))] : [];
  });

const R7b: Reference = ({ facts: { retrievals }, timeZone }, values) => {
  const here = (retrievals ?? []).filter(({ answer }) => ['original', 'reprint'].includes(answer));
  const fallback = ({ entry, chipCard }: Retrieval): boolean => entry === 'stripe' && chipCard === true;
  return here.flatMap((retrieval) => {
    const named = retrieval.entry !== 'contactless';
    const failed = [retrieval.numberSame === false, named && retrieval.nameSame === false].filter(
      Boolean,
    ).length;
    const date = localDate(retrieval.at, timeZone).toISODate();
    const day = here.filter((other) => fallback(other) && localDate(other.at, timeZone).toISODate() === date);
    if (failed >= value(values, 'checks')) return [ofSlip(retrieval, failed)];
    const many = fallback(retrieval) && day.length >= value(values, 'fallbacks');
    return many ? [ofSlip(retrieval, day.length)] : [];
  });
};

const REFERENCES: Readonly<Record<string, Reference>> = {
  ...{ R1a, R1b, R2, R3, R4, R5, R6a, R6b, R6c, R7a, R7b, R8 },
  ...X_REFERENCES,
};

/**
 * Every finding of every rule, in no particular order: the rules once more, straight from the tables of rules.md and as
 * slowly as they are written there: filters, groups and sets over the whole history, no running state, days and months
 * by luxon. It shares nothing with the folds.
 */
export function referenceFindings(input: ReferenceInput): ReferenceFinding[] {
  const { rows, currency, timeZone, facts, parameters } = input;
  const dated = rows.filter((row) => row.currency === currency).map((row) => dateRow(row, timeZone));
  const of = (type: string, status: string): Sale[] =>
    dated.filter((row) => row.type === type && row.status === status);
  const world: World = {
    sales: of('purchase', 'approved'),
    declines: of('purchase', 'declined'),
    refunds: of('refund', 'approved'),
    low: facts.feeProfile === 'low_rate' || facts.feeProfile === 'capped',
    facts,
    timeZone,
  };
  return Object.entries(REFERENCES).flatMap(([rule, reference]) =>
    reference(world, parameters[rule] ?? {}).map((one) => ({ rule, ...one })),
  );
}
