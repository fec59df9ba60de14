import type { ScanSetup } from './scan-setup';
import { Zone } from '@thaw/kernel';
import { inOrder, sale, SHANGHAI, times } from '../../../../test/support/sales';
import { factsOf, RULES, type Rule } from '../rules';
import { scan, ScanEngine } from './scan-engine';
import { decodeScanState, encodeScanState, SCAN_STATE_FORMAT } from './scan-state';

const setup: ScanSetup = {
  rules: RULES,
  facts: factsOf('low_rate'),
  zone: SHANGHAI,
  currency: 'CNY',
};

describe('what the engine lets through', () => {
  const sales = [
    sale('2026-03-02 10:00:00'),
    sale('2026-03-02 10:00:01', '10.00', { type: 'refund' }),
    sale('2026-03-02 10:00:02', '10.00', { type: 'cash', status: 'declined', currency: 'USD' }),
    sale('2026-03-02 10:00:03', '10.00', { status: 'declined', currency: 'USD' }),
    sale('2026-03-02 10:00:04', '10.00', { status: 'voided' }),
    sale('2026-03-02 10:00:05', '10.00', { status: 'reversed' }),
    sale('2026-03-02 10:00:06', '10.00', { currency: 'USD' }),
    sale('2026-03-02 10:00:07', '10.00', { cardType: 'unknown' }),
    sale('2026-03-02 10:00:08', '10.00', { card: '' }),
    sale('2026-03-02 10:00:09', '10.00', { card: null }),
  ];

  it('counts every exclusion once, by its first reason', () => {
    expect(scan(setup, inOrder(sales)).counts).toEqual({
      records: 10,
      purchases: 4,
      excluded: { notPurchase: 2, notApproved: 3, otherCurrency: 1 },
      unknownCardType: 1,
      withoutCard: 2,
    });
  });

  it("reads the terminal's own currency, whatever it is", () => {
    expect(scan({ ...setup, currency: 'USD' }, inOrder(sales)).counts.purchases).toBe(1);
  });
});

describe('what the engine refuses', () => {
  const [first, second] = inOrder([sale('2026-03-02 10:00:00'), sale('2026-03-02 10:00:01')]);
  if (!first || !second) throw new Error('two rows');

  it('records out of the order of time, excluded ones too', () => {
    const engine = new ScanEngine(setup);
    engine.feed({ ...second, type: 'refund' });
    expect(() => engine.feed(first)).toThrow('history is not in order');
    expect(() => engine.feed(second)).not.toThrow();
  });

  it.each([0, -1, 1.5, Number.NaN])('the amount %s', (amountFen) =>
    expect(() => scan(setup, [{ ...first, amountFen }])).toThrow('not whole and positive'),
  );

  it.each([1.5, Number.NaN])('the time %s', (at) =>
    expect(() => scan(setup, [{ ...first, at }])).toThrow('not whole ms'),
  );

  it('parameters out of bounds', () =>
    expect(() => new ScanEngine({ ...setup, parameters: { R6b: { gap: 0 } } })).toThrow('INVALID_REQUEST'));
});

describe('how the engine dates', () => {
  it('never lets days run backwards where clocks go back over midnight', () => {
    // St. John's, 7 November 2010: at 00:01 the clocks went back to 23:01 of the 6th.
    const seen: [number, number][] = [];
    const witness: Rule = {
      ...(RULES[0] as Rule),
      step: (_state, purchase) => void seen.push([purchase.day, purchase.month]),
    };
    const row = sale('2010-11-07 10:00:00');
    const rows = ['02:20:00', '02:30:30', '02:31:30', '03:20:00', '03:40:00'].map((utc, i) => ({
      ...row,
      id: i,
      at: Date.parse(`2010-11-07T${utc}Z`),
    }));
    scan({ ...setup, rules: [witness], zone: new Zone('America/St_Johns') }, rows);
    const [sixth, seventh] = [14_919, 14_920];
    expect(seen.map(([day]) => day)).toEqual([sixth, seventh, seventh, seventh, seventh]);
  });
});

describe('what the engine finds', () => {
  const sales = [
    ...times(3, sale('2026-03-02 10:00:00', '60000.01', { card: 'B' })),
    sale('2026-03-02 10:05:00', '10.00', { card: 'A' }),
    sale('2026-03-03 10:00:00', '70000.00', { card: 'B' }),
  ];

  it('lists findings by rule, then time, then key', () => {
    const rows = inOrder(sales).map((row) => ({ ...row, id: row.id + 7 }));
    const { findings } = scan(setup, rows);
    expect(findings.map(({ rule, key }) => `${rule} ${key}`)).toEqual([
      // Of one instant by key as text, the later one last.
      'R1a 10',
      'R1a 8',
      'R1a 9',
      'R1a 12',
      'R2 20514',
      'R3 674',
      'R6a B|20514',
      `R6b B|${Date.parse('2026-03-02T10:00:00+08:00')}`,
    ]);
  });

  it('separates what is settled from what is provisional', () => {
    const engine = new ScanEngine(setup);
    for (const row of inOrder([...sales.slice(0, 4), sale('2026-03-02 10:06:00', '30000.00')]))
      engine.feed(row);
    const provisional = engine.provisional().map(({ rule }) => rule);
    expect(provisional).toEqual(['R1b', 'R3']);
    expect(engine.settled().map(({ rule }) => rule)).not.toContain('R1b');
    engine.feed({ ...sale('2026-03-03 10:00:00'), id: 9 });
    expect(engine.settled().find(({ rule }) => rule === 'R1b')).toMatchObject({ ids: [1, 2, 3, 4, 5] });
  });

  it('hands out copies: what is fed later does not change an earlier result', () => {
    const engine = new ScanEngine(setup);
    const rows = inOrder(times(4, sale('2026-03-02 10:00:00', '80000.00')));
    for (const row of rows.slice(0, 3)) engine.feed(row);
    const before = engine.finish();
    const copy = structuredClone(before);
    for (const row of rows.slice(3)) engine.feed(row);
    expect(before).toEqual(copy);
    expect(engine.finish()).not.toEqual(copy);
  });
});

describe('saved state', () => {
  const rows = inOrder(times(4, sale('2026-03-02 10:00:00')));
  const saved = (): ScanEngine => {
    const engine = new ScanEngine(setup);
    for (const row of rows) engine.feed(row);
    return engine;
  };

  it('comes back from JSON as it was, maps too', () => {
    const state = saved().saveState();
    expect(decodeScanState(encodeScanState(state))).toEqual(state);
    expect(state.rules['R6a']).toMatchObject({
      cards: new Map([['A', expect.objectContaining({ last: 20_514, count: 4, listed: true })]]),
    });
  });

  it('is not touched by what is fed afterwards, before and after a restore', () => {
    const engine = saved();
    const state = engine.saveState();
    const copy = structuredClone(state);
    const later = { ...sale('2026-03-02 11:00:00'), id: 99 };
    engine.feed(later);
    ScanEngine.restoreState(setup, state).feed(later);
    expect(state).toEqual(copy);
  });

  it.each<[string, Partial<ScanSetup>]>([
    ['rules', { rules: RULES.slice(1) }],
    ['versions', { rules: RULES.map((rule) => ({ ...rule, version: 2 })) }],
    ['parameters', { parameters: { R1a: { max: 100 } } }],
    ['facts', { facts: factsOf('capped') }],
    ['time zone', { zone: new Zone('Asia/Tokyo') }],
    ['currency', { currency: 'USD' }],
  ])('means nothing under other %s', (_what, other) => {
    const state = saved().saveState();
    expect(() => ScanEngine.restoreState({ ...setup, ...other }, state)).toThrow('saved under other');
  });

  it('of another format is refused', () => {
    const text = encodeScanState(saved().saveState()).replace(
      `"format":${SCAN_STATE_FORMAT}`,
      `"format":${SCAN_STATE_FORMAT + 1}`,
    );
    expect(() => decodeScanState(text)).toThrow(
      `scan state of format ${SCAN_STATE_FORMAT + 1}, not ${SCAN_STATE_FORMAT}`,
    );
    expect(() => decodeScanState('null')).toThrow('scan state of format undefined');
  });

  it('keeps the order of time', () => {
    const restored = ScanEngine.restoreState(setup, saved().saveState());
    expect(() => restored.feed({ ...sale('2026-03-02 09:59:59'), id: 99 })).toThrow('not in order');
  });
});
