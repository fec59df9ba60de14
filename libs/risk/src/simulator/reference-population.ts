import { DEFAULT_TIME_ZONE, Zone, FEE_PROFILES, type FeeProfile } from '@thaw/kernel';
import { scan, type ScanRecord } from '../engine';
import { factsOf, silentRules, type Rule, type TerminalFacts } from '../rules';
import { ordinaryPopulation } from './population';
import { SHOP_KINDS, simulateShop, type ShopPlan, type SimulatedRow } from './simulate-shop';

/** The ordinary shops on which rules are measured. Another population is another id: rates of two are not to be mixed. */
export const REFERENCE_POPULATION = {
  id: 'simulated-1',
  seed: 'thaw-reference',
  /** Half a year, Chinese New Year in it. */
  from: '2026-01-01',
  days: 181,
  months: 6,
  shops: 200,
};

/** A rule as it is to be measured: its own parameters where none are given. */
export interface MeasuredRule {
  readonly rule: Rule;
  readonly parameters: Readonly<Record<string, number>>;
}

/** How often a rule fires on ordinary shops that have this fee profile. */
export interface ReferenceRate {
  readonly rule: string;
  readonly version: number;
  readonly parameters: Readonly<Record<string, number>>;
  readonly feeProfile: FeeProfile;
  readonly shops: number;
  /** Where it fired at least once. */
  readonly shopsFired: number;
  readonly findings: number;
}

/** Of a shop it is known when the terminal was installed and what a sale was expected to come to; more is not simulated. */
function factsOfShop({ kind, from }: ShopPlan, feeProfile: FeeProfile, zone: Zone): TerminalFacts {
  const { hours, trade } = SHOP_KINDS[kind];
  return {
    ...factsOf(feeProfile),
    hours,
    installedAt: zone.toInstant(Date.parse(`${from}T00:00:00Z`)),
    expectedTicketFen: meanTicket(trade.tickets),
  };
}

/** The mean of a sale: amounts lie on a line between the percentiles that are given. */
function meanTicket(tickets: readonly (readonly [percentile: number, fen: number])[]): number {
  const pieces = tickets.slice(1).map(([to, toFen], i) => {
    const [from, fromFen] = tickets[i] ?? [0, 0];
    return ((to - from) * (fromFen + toFen)) / 200;
  });
  return Math.round(pieces.reduce((sum, piece) => sum + piece, 0));
}

/** Whether what is simulated of a shop is enough for the rule to speak at all. */
export const isMeasurable = (rule: Rule): boolean =>
  silentRules([rule], { ...factsOf('standard'), installedAt: 0, expectedTicketFen: 0 }).length === 0;

/**
 * Runs rules over the ordinary shops, as if all were on one fee profile, on every profile in turn. It yields after
 * some hundredths of a second of work, so that whoever drives it can let others go first.
 * @param shops the first so many of the population.
 */
export function* measureReference(
  measured: readonly MeasuredRule[],
  shops: number = REFERENCE_POPULATION.shops,
): Generator<undefined, readonly ReferenceRate[], undefined> {
  const zone = new Zone(DEFAULT_TIME_ZONE);
  const tallies = FEE_PROFILES.flatMap((feeProfile) =>
    measured.map(({ rule: { code, version }, parameters }) => ({
      rule: code,
      version,
      parameters,
      feeProfile,
      shops,
      shopsFired: 0,
      findings: 0,
    })),
  );
  const rules = measured.map(({ rule }) => rule);
  const parameters = Object.fromEntries(measured.map((one) => [one.rule.code, one.parameters]));
  for (const plan of ordinaryPopulation({ ...REFERENCE_POPULATION, shops })) {
    const rows = Array.from(simulateShop(plan), recordOf);
    for (const feeProfile of FEE_PROFILES) {
      const facts = factsOfShop(plan, feeProfile, zone);
      const { findings } = scan({ rules, parameters, facts, zone, currency: 'CNY' }, rows);
      for (const tally of tallies.filter((one) => one.feeProfile === feeProfile)) {
        const count = findings.filter(({ rule }) => rule === tally.rule).length;
        tally.findings += count;
        if (count > 0) tally.shopsFired += 1;
      }
      yield;
    }
  }
  return tallies;
}

const recordOf = ({ line, ...row }: SimulatedRow): ScanRecord => ({
  id: line,
  at: row.at,
  amountFen: row.amountFen,
  currency: row.currency,
  type: row.type,
  status: row.status,
  card: row.card,
  cardType: row.cardType,
});
