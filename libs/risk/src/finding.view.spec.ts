import { findingView } from './finding.view';

it('still shows findings of a rule that is gone, by its code', () => {
  const view = findingView({
    ...{
      id: 'f',
      rule: 'R99',
      ruleVersion: 1,
      weight: 12,
      findingKey: 'k',
      cardToken: null,
      count: 3,
      sumFen: 300,
    },
    ...{
      fromAt: new Date(1),
      toAt: new Date(2),
      measured: 3,
      threshold: 2,
      unit: 'count',
      details: {},
      parameters: {},
    },
  });
  expect(view).toMatchObject({
    rule: 'R99',
    title: { zh: 'R99', en: 'R99' },
    explanation: { zh: expect.stringContaining('没有这条规则'), en: expect.stringContaining('no longer has the rule') },
    count: 3,
    measured: 3,
  }); // prettier-ignore
});
