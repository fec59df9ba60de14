import { score, SCORE_MAX } from './score';

describe('score', () => {
  it('counts each rule once, however often it fired', () => {
    const findings = [
      { rule: 'R1a', weight: 15 },
      { rule: 'R3', weight: 0 },
      { rule: 'R6b', weight: 12 },
      { rule: 'R6b', weight: 12 },
    ];
    expect(score(findings)).toEqual({
      total: 27,
      parts: [
        { rule: 'R1a', share: 15, findings: 1 },
        { rule: 'R3', share: 0, findings: 1 },
        { rule: 'R6b', share: 12, findings: 2 },
      ],
    });
  });

  it('is nothing without findings', () => expect(score([])).toEqual({ total: 0, parts: [] }));

  it('is cut off at its maximum', () => {
    const findings = Array.from({ length: 30 }, (_, i) => ({ rule: `X${i}`, weight: 10 }));
    expect(score(findings).total).toBe(SCORE_MAX);
  });
});
