import { BindDeviceBody } from '../registry/registry.dto';
import { StartScanBody } from '../cases/scans.dto';
import { BacktestBody } from '../risk/backtests.dto';
import { DraftRuleSetBody, EditRuleSetBody, RuleSetStepBody } from '../risk/rule-sets.dto';
import { requestValidation } from './request-validation';

const pipe = requestValidation();
const draft = { basedOn: 1, name: 'x' };
const device = { serialNo: 'PX-1', settlementAccount: '1', installationAddress: 'x' };
const backtest = { sets: [{ name: 'x' }], scope: { kind: 'all' } };
const r1a = { code: 'R1a' };

it.each([
  ['ruleSet', StartScanBody, {}, { ruleSet: null }],
  ['note', DraftRuleSetBody, draft, { note: null }],
  ['note', RuleSetStepBody, { version: 1 }, { note: null }],
  ['name', EditRuleSetBody, { version: 1 }, { name: null }],
  ['rules', EditRuleSetBody, { version: 1 }, { rules: null }],
  ['rules[0].enabled', EditRuleSetBody, { version: 1 }, { rules: [{ ...r1a, enabled: null }] }],
  ['rules[0].weight', EditRuleSetBody, { version: 1 }, { rules: [{ ...r1a, weight: null }] }],
  ['rules[0].parameters', EditRuleSetBody, { version: 1 }, { rules: [{ ...r1a, parameters: null }] }],
  ['sets[0].rules', BacktestBody, backtest, { sets: [{ name: 'x', rules: null }] }],
  ['sets[0].ruleSet', BacktestBody, backtest, { sets: [{ name: 'x', ruleSet: null }] }],
  ['scope.seed', BacktestBody, backtest, { scope: { kind: 'all', seed: null } }],
  ['boundAt', BindDeviceBody, device, { boundAt: null }],
])('takes no null for %s of %p, which may be left out', async (field, metatype, whole, over) => {
  const ask = (body: object): Promise<unknown> => pipe.transform(body, { type: 'body', metatype });
  await expect(ask(whole)).resolves.toBeInstanceOf(metatype);
  await expect(ask({ ...whole, ...over })).rejects.toMatchObject({
    context: { field, detail: { en: expect.not.stringContaining('required') } },
  });
});
