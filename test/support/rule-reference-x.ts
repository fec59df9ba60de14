import { DateTime } from 'luxon';
import type { Place } from '@thaw/risk/rules';
import {
  cardOf,
  finding,
  groupBy,
  mergeSets,
  sumOf,
  value,
  type Reference,
  type ReferenceFinding,
  type Sale,
} from './reference-world';

const DAY_MS = 86_400_000;

const hasCard = (sale: Sale): boolean => sale.card !== null && sale.card !== '';
const cardsIn = (sales: readonly Sale[]): number => new Set(sales.map((sale) => sale.card)).size;
/** Those up to `end` that are less than so many ms older. */
const spanTo = (sales: readonly Sale[], end: number, width: number): Sale[] =>
  sales.filter((sale) => sale.at <= end && end - sale.at < width);

/** The merged findings of the spans that end at one of these and of which `measure` makes something. */
function mergedSpans(
  sales: readonly Sale[],
  ends: readonly Sale[],
  width: number,
  measure: (span: readonly Sale[]) => number | null,
): Omit<ReferenceFinding, 'rule'>[] {
  const spans = ends.flatMap(({ at }) => {
    const span = spanTo(sales, at, width);
    const best = measure(span);
    return best === null ? [] : [{ sales: new Set(span), best }];
  });
  return mergeSets(spans).map(({ sales: all, best }) => finding(all, best));
}

const X1: Reference = ({ sales }, values) => {
  const limit = value(values, 'limit');
  const near = sales.filter(
    ({ amountFen }) => 100 * amountFen >= value(values, 'near') * limit && amountFen <= limit,
  );
  return groupBy(near, (sale) => sale.date)
    .filter((day) => day.length >= value(values, 'n'))
    .map((day) => finding(day, day.length));
};

const X2: Reference = ({ sales }, values) => {
  const wakings = sales.slice(1).filter(({ at }, i) => {
    const before = sales[i] as Sale;
    return at - before.at >= value(values, 'idle') * DAY_MS;
  });
  const looked = sales.filter(({ at }) =>
    wakings.some((waking) => at >= waking.at && at - waking.at < value(values, 'awake') * DAY_MS),
  );
  return mergedSpans(looked, looked, value(values, 'window') * 1000, ({ length }) =>
    length >= value(values, 'n') ? length : null,
  );
};

const X3: Reference = ({ sales }, values) =>
  groupBy(sales, (sale) => sale.date).flatMap((today) => {
    const day = today[0]?.day ?? 0;
    const past = sales.filter((other) => other.day < day && other.day >= day - value(values, 'back'));
    if (past.length < value(values, 'n')) return [];
    const least = value(values, 'times') * Math.max(...past.map((other) => other.amountFen));
    return today.filter((sale) => sale.amountFen >= least).map((sale) => finding([sale], sale.amountFen));
  });

const X4: Reference = ({ sales }, values) => {
  const width = value(values, 'window') * 1000;
  const looked = sales.filter((sale) => sale.amountFen >= value(values, 'min'));
  const spans = looked.flatMap((sale) => {
    const similar = spanTo(looked, sale.at, width).filter(
      (other) => 100 * Math.abs(other.amountFen - sale.amountFen) <= value(values, 'near') * sale.amountFen,
    );
    return similar.length >= value(values, 'n') ? [{ end: sale.at, similar }] : [];
  });
  // A finding goes on while the next span begins before the last one's end.
  const groups: { end: number; similar: Sale[] }[][] = [];
  for (const span of spans) {
    const last = groups.at(-1);
    if (last && span.end - Math.max(...last.map(({ end }) => end)) < width) last.push(span);
    else groups.push([span]);
  }
  return groups.map((group) =>
    finding(
      new Set(group.flatMap(({ similar }) => similar)),
      Math.max(...group.map(({ similar }) => similar.length)),
    ),
  );
};

const X5: Reference = ({ sales }, values) => {
  const carded = sales.filter(hasCard);
  return mergedSpans(carded, carded, value(values, 'window') * 1000, (span) =>
    cardsIn(span) >= value(values, 'cards') ? cardsIn(span) : null,
  );
};

const X6: Reference = ({ sales, declines }, values) => {
  const width = value(values, 'window') * 1000;
  const declined = declines.filter(hasCard);
  const attempts = [...sales.filter(hasCard), ...declined].sort((a, b) => a.at - b.at);
  const bursts = mergedSpans(attempts, declined, width, (span) => {
    const share = span.filter((attempt) => attempt.status === 'declined').length / span.length;
    const fires = cardsIn(span) >= value(values, 'cards') && share >= value(values, 'share') / 100;
    return fires ? cardsIn(span) : null;
  });
  const ofBins = groupBy(
    declined.filter((attempt) => typeof attempt.bin === 'string'),
    (attempt) => String(attempt.bin),
  ).flatMap((ofBin) =>
    mergedSpans(ofBin, ofBin, width, (span) =>
      cardsIn(span) >= value(values, 'numbers') ? cardsIn(span) : null,
    ),
  );
  return [...bursts, ...ofBins];
};

const X7: Reference = ({ sales, refunds }, values) => {
  const percents = refunds.map(({ day }) => {
    const inSpan = (sale: Sale): boolean => sale.day <= day && sale.day > day - value(values, 'days');
    const [back, sold] = [refunds.filter(inSpan), sales.filter(inSpan)];
    const fires =
      back.length >= value(values, 'n') && sumOf(back) / sumOf(sold) > value(values, 'share') / 100;
    return fires ? Math.ceil((100 * sumOf(back)) / (sumOf(sold) || 1)) : 0;
  });
  const ratios = groupBy(refunds, (refund) => refund.month).flatMap((month) => {
    const best = Math.max(...month.map((refund) => percents[refunds.indexOf(refund)] as number));
    return best > 0 ? [finding(month, best)] : [];
  });
  const orphans = refunds.filter(
    (refund) =>
      hasCard(refund) &&
      !sales.some(
        (sale) =>
          sale.card === refund.card &&
          sale.amountFen >= refund.amountFen &&
          sale.day <= refund.day &&
          sale.day >= refund.day - value(values, 'saleDays'),
      ),
  );
  const unmatched = groupBy(orphans, (refund) => refund.month)
    .filter((month) => month.length >= value(values, 'unmatched'))
    .map((month) => finding(month, month.length));
  return [...ratios, ...unmatched];
};

/** By the angle between two vectors, not by the haversine. */
function metres(a: Place, b: Place): number {
  const vector = ({ latE6, lonE6 }: Place): [number, number, number] => {
    const [lat, lon] = [(latE6 / 1e6 / 180) * Math.PI, (lonE6 / 1e6 / 180) * Math.PI];
    return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
  };
  const [[ax, ay, az], [bx, by, bz]] = [vector(a), vector(b)];
  const across = Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
  return Math.round(6_371_009 * Math.atan2(across, ax * bx + ay * by + az * bz));
}

const X8: Reference = ({ facts: { site, fixes } }, values) => {
  const all = [...(fixes ?? [])].sort((a, b) => a.at - b.at || a.id - b.id);
  const bare = (from: number, to: number, measured: number): Omit<ReferenceFinding, 'rule'> => ({
    ...{ card: null, from, to, measured, transactions: [] },
  });
  const far = all.flatMap((fix) => {
    const away = site === null ? 0 : metres(site, fix);
    return away > value(values, 'radius') ? [bare(fix.at, fix.at, away)] : [];
  });
  const jumps = all.slice(1).flatMap((fix, i) => {
    const before = all[i] as typeof fix;
    const moved = metres(before, fix);
    const hours = (fix.at - before.at) / 3_600_000;
    const fires = moved > value(values, 'radius') && moved / 1000 > value(values, 'speed') * hours;
    const speed = hours === 0 ? 99_999 : Math.min(99_999, Math.ceil((moved * 3600) / (fix.at - before.at)));
    return fires ? [bare(before.at, fix.at, speed)] : [];
  });
  return [...far, ...jumps];
};

const X9: Reference = ({ sales, facts: { installedAt, expectedTicketFen } }, values) => {
  if (installedAt === null || expectedTicketFen === null) return [];
  return sales
    .filter(({ at }) => at >= installedAt && at - installedAt <= value(values, 'age') * DAY_MS)
    .filter(({ amountFen }) => amountFen > value(values, 'times') * expectedTicketFen)
    .map((sale) => finding([sale], sale.amountFen));
};

const X10: Reference = ({ sales }, values) =>
  groupBy(sales, (sale) => sale.month).flatMap((month) => {
    const chi = [1, 2, 3, 4, 5, 6, 7, 8, 9].reduce((sum, digit) => {
      const seen = month.filter((sale) => String(sale.amountFen).startsWith(String(digit))).length;
      const expected = month.length * Math.log10(1 + 1 / digit);
      return sum + (seen - expected) ** 2 / expected;
    }, 0);
    const measured = Math.floor(chi * 1000);
    if (month.length < value(values, 'n') || measured <= value(values, 'critical')) return [];
    const examples = month
      .slice(0, 10)
      .map((sale) => sale.id)
      .sort((a, b) => a - b);
    return [{ ...finding(month, measured), transactions: examples }];
  });

const X11: Reference = ({ sales, facts: { cardsOfFrozenTerminals } }, values) =>
  (cardsOfFrozenTerminals ?? []).flatMap(({ card, uses }) => {
    const here = sales.filter((sale) => sale.card === card);
    const width = value(values, 'within') * DAY_MS;
    const ends = [...here.map((sale) => sale.at), ...uses.map((use) => use.at)];
    const spans = ends.flatMap((end) => {
      const mine = spanTo(here, end, width);
      const others = new Set(
        uses.filter(({ at }) => at <= end && end - at < width).map(({ terminal }) => terminal),
      );
      const fires = mine.length > 0 && others.size + 1 >= value(values, 'terminals');
      return fires ? [{ mine, terminals: others.size + 1 }] : [];
    });
    if (spans.length === 0) return [];
    const all = new Set(spans.flatMap(({ mine }) => mine));
    return [finding(all, Math.max(...spans.map(({ terminals }) => terminals)), cardOf([...all]))];
  });

const X12: Reference = ({ sales, facts: { chargebacks }, timeZone }, values) =>
  (chargebacks ?? []).flatMap(({ month, count }) => {
    const before = month - 1;
    const months = sales.map((sale) => sale.monthNumber);
    const known = months.length > 0 && before >= Math.min(...months) && before <= Math.max(...months);
    const sold = months.filter((one) => one === before).length;
    if (!known || count < value(values, 'least') || count * 1000 < sold * value(values, 'share')) return [];
    const start = DateTime.fromObject(
      { year: 1970 + Math.floor(month / 12), month: (month % 12) + 1 },
      { zone: timeZone },
    );
    const [from, to] = [start.toMillis(), start.plus({ months: 1 }).toMillis() - 1];
    return [{ card: null, from, to, measured: count, transactions: [] }];
  });

export const X_REFERENCES: Readonly<Record<string, Reference>> = {
  ...{ X1, X2, X3, X4, X5, X6, X7, X8, X9, X10, X11, X12 },
};
