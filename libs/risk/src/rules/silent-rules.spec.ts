import { FACT_WORDS, RULES, factsOf, silentRules, type TerminalFacts } from './index';

const silent = (facts: TerminalFacts): [string, readonly string[]][] =>
  silentRules(RULES, facts).map(({ rule, without }) => [rule.code, without]);

it('names the rules that wait for facts, in their order, and just what each lacks', () => {
  const none = factsOf('low_rate');
  expect(silent(none)).toEqual([
    ['R7a', ['retrievals']],
    ['R7b', ['retrievals']],
    ['X8', ['fixes']],
    ['X9', ['installedAt', 'expectedTicketFen']],
    ['X11', ['cardsOfFrozenTerminals']],
    ['X12', ['chargebacks']],
  ]);
  expect(silent({ ...none, installedAt: 0, fixes: [], chargebacks: [], retrievals: [] })).toEqual([
    ['X9', ['expectedTicketFen']],
    ['X11', ['cardsOfFrozenTerminals']],
  ]);
});

it('has words for every fact that a rule waits for', () => {
  for (const fact of RULES.flatMap(({ needs = [] }) => needs)) {
    expect(FACT_WORDS[fact].zh).toMatch(/[\u4e00-\u9fff]/);
    expect(FACT_WORDS[fact].en).toMatch(/^[a-z]/);
  }
});
