import { createHash } from 'node:crypto';
import { hasCardNumber, Zone } from '@thaw/kernel';
import { factsOf, RULES, score } from '../rules';
import { scan, type ScanResult } from '../engine';
import {
  SHOP_KINDS,
  historyCsv,
  ordinaryPopulation,
  simulateShop,
  suspiciousPopulation,
  type ShopKindName,
  type ShopPlan,
  type SimulatedRow,
} from './index';

const ZONE = new Zone('Asia/Shanghai');
const PLAN = { seed: 'spec', from: '2026-03-01', days: 120 };
const kinds = Object.keys(SHOP_KINDS) as ShopKindName[];

const bytes = (plan: ShopPlan): string => [...historyCsv(simulateShop(plan))].join('');
const digest = (plan: ShopPlan): string => createHash('sha256').update(bytes(plan)).digest('hex');

/** On the fee profile and hours with which such a shop is registered. */
function scanShop(plan: ShopPlan, rows: Iterable<SimulatedRow>): ScanResult {
  const { feeProfile, hours } = SHOP_KINDS[plan.kind];
  const setup = { rules: RULES, facts: { ...factsOf(feeProfile), hours }, zone: ZONE, currency: 'CNY' };
  return scan(
    setup,
    [...rows].map((row) => ({ ...row, id: row.line })),
  );
}

const sales = (rows: Iterable<SimulatedRow>): SimulatedRow[] =>
  [...rows].filter(({ type, status }) => type === 'purchase' && status === 'approved');

const percent = (part: number, whole: number): number => (100 * part) / whole;

describe('simulateShop', () => {
  it.each(kinds)('gives the same bytes for the same plan, and others for another seed: %s', (kind) => {
    const plan: ShopPlan = { ...PLAN, kind };
    expect(digest(plan)).toBe(digest({ ...plan }));
    expect(digest(plan)).not.toBe(digest({ ...plan, seed: 'other' }));
  });

  it('does not change from one machine or release to the next unless someone means it', () => {
    expect(digest({ ...PLAN, kind: 'restaurant' })).toMatchInlineSnapshot(
      `"85f2e856b786fd5f483a2b32c439193b522b289ce593d876800457b6e658b4e4"`,
    );
    expect(digest({ ...PLAN, kind: 'cash_out' })).toMatchInlineSnapshot(
      `"8b8cc067e0de1965a9a6f9e492187b99f0250b7f2d96ff549bddf85960ad6103"`,
    );
  });

  it.each(kinds)('writes rows in order, whole fen, unique references and no card number: %s', (kind) => {
    const plan: ShopPlan = { ...PLAN, kind, shopNumber: 7 };
    const rows = [...simulateShop(plan)];
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.every(({ amountFen }) => Number.isSafeInteger(amountFen) && amountFen > 0)).toBe(true);
    expect(rows.every((row, i) => i === 0 || row.at >= (rows[i - 1] as SimulatedRow).at)).toBe(true);
    expect(rows.every((row) => Date.parse(row.occurredAt) === row.at)).toBe(true);
    expect(new Set(rows.map(({ reference }) => reference)).size).toBe(rows.length);
    const text = bytes(plan);
    expect(text.split('\n')).toHaveLength(rows.length + 2);
    expect(text).not.toContain('"');
    expect(text.split(/[,\n]/).some(hasCardNumber)).toBe(false);
    expect(text.split('\n').every((line) => line === '' || line.split(',').length === 9)).toBe(true);
  });

  it('gives each shop number cards of its own', () => {
    const cardsOf = (shopNumber: number): Set<string | null> =>
      new Set([...simulateShop({ ...PLAN, kind: 'hotel', shopNumber })].map(({ card }) => card));
    const [one, two] = [cardsOf(1), cardsOf(2)];
    one.delete(null);
    expect([...one].some((card) => two.has(card))).toBe(false);
  });

  it('keeps the wall clock of zones that change it', () => {
    const rows = simulateShop({ ...PLAN, kind: 'breakfast_stall', timeZone: 'America/New_York' });
    const hours = new Set([...rows].map(({ occurredAt }) => occurredAt.slice(11, 13)));
    expect([...hours].sort()).toEqual(['05', '06', '07', '08', '09', '10']);
  });
});

describe('the ordinary population', () => {
  const plans = ordinaryPopulation({ ...PLAN, shops: 40 });
  const histories = plans.map((plan) => ({ plan, rows: [...simulateShop(plan)] }));
  const all = histories.flatMap(({ rows }) => sales(rows));

  it('sells outside 09:00–20:30 as often as real shops do, and with as many fen', () => {
    const off = all.filter(({ at }) => {
      const second = ZONE.secondOfDay(at);
      return second < 32_400 || second > 73_800;
    });
    const fen = all.filter(({ amountFen }) => amountFen % 100 !== 0);
    expect(percent(off.length, all.length)).toBeGreaterThan(15);
    expect(percent(off.length, all.length)).toBeLessThan(20);
    expect(percent(fen.length, all.length)).toBeGreaterThan(86);
    expect(percent(fen.length, all.length)).toBeLessThan(95);
  });

  it('has what real files have: refunds, declines, voids, unknown card types, empty cards, returning cards', () => {
    const rows = histories.flatMap((one) => one.rows);
    const share = (test: (row: SimulatedRow) => boolean): number =>
      percent(rows.filter(test).length, rows.length);
    expect(share(({ type }) => type === 'refund')).toBeGreaterThan(0.1);
    expect(share(({ status }) => status === 'declined')).toBeGreaterThan(0.5);
    expect(share(({ status }) => status === 'voided' || status === 'reversed')).toBeGreaterThan(0.2);
    expect(share(({ card }) => card === null)).toBeGreaterThan(5);
    expect(share(({ card, cardType }) => card !== null && cardType === 'unknown')).toBeGreaterThan(1);
    const uses = new Map<string, number>();
    for (const { card } of all) if (card) uses.set(card, (uses.get(card) ?? 0) + 1);
    expect([...uses.values()].filter((n) => n > 3).length).toBeGreaterThan(500);
  });

  it('fires few rules', () => {
    const scores = histories.map(({ plan, rows }) => ({
      plan,
      score: score(scanShop(plan, rows).findings).total,
    }));
    expect(scores.filter((one) => one.score > 30).map(({ plan }) => plan)).toEqual([]);
    const mean = scores.reduce((sum, one) => sum + one.score, 0) / scores.length;
    expect(mean).toBeLessThan(15);
  });
});

describe('suspicious shops', () => {
  it.each(suspiciousPopulation({ ...PLAN, shops: 12 }).map((plan) => [plan.kind, plan] as const))(
    '%s fires its rules',
    (_kind, plan) => {
      const { findings } = scanShop(plan, simulateShop(plan));
      const fired = new Set(findings.map(({ rule }) => rule));
      expect(SHOP_KINDS[plan.kind].fires.filter((rule) => !fired.has(rule))).toEqual([]);
    },
  );
});
