import { checkEdges, type RuleEdge } from '../../../../test/support/edges';
import { findingsOf, sale } from '../../../../test/support/sales';

/** The equator, where a micro-degree of longitude is 11.1 cm on a sphere of 6,371 km. */
const site = { latE6: 0, lonE6: 0 };
const START = Date.parse('2026-03-02T10:00:00+08:00');
const fix = (id: number, minutes: number, lonE6: number) => ({
  id,
  at: START + minutes * 60_000,
  latE6: 0,
  lonE6,
});
const seen = (what: string, fires: 'yes' | 'no', ...fixes: ReturnType<typeof fix>[]): RuleEdge => [
  what,
  fires,
  [sale('2026-03-02 10:00:00')],
  { site, fixes },
];

describe('X8 relocation', () => {
  checkEdges('X8', [
    seen('499 m away', 'no', fix(1, 0, 4_488)),
    seen('501 m away', 'yes', fix(1, 0, 4_506)),
    seen('no fixes', 'no'),
    ['unknown fixes', 'no', [sale('2026-03-02 10:00:00')], { site, fixes: null }],
    [
      'a jump of 11 km in a minute, without a registered address',
      'yes',
      [],
      { site: null, fixes: [fix(1, 0, 0), fix(2, 1, 100_000)] },
    ],
    [
      '11 km in an hour, without a registered address',
      'no',
      [],
      { site: null, fixes: [fix(1, 0, 0), fix(2, 60, 100_000)] },
    ],
    [
      '400 m in a second: an error of the receiver',
      'no',
      [],
      { site: null, fixes: [fix(1, 0, 0), { ...fix(2, 0, 3_600), at: START + 1_000 }] },
    ],
  ]);

  it('has no transactions, and names distance and place in time', () => {
    const [finding] = findingsOf('X8', [], { site, fixes: [fix(7, 0, 9_000)] });
    expect(finding).toMatchObject({
      key: 'fix|7',
      measured: 1001,
      threshold: 500,
      unit: 'metres',
      transactions: [],
    });
  });
});
