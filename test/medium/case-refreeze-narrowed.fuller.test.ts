import { DrivenCase, castOf } from '../factories/freeze-case';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';
import { inForce } from '../support/watched-case';

jest.setTimeout(120_000);

const DAY_MS = 86_400_000;
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

it('puts a measure that was narrowed back in the place of what it was narrowed to, here and out there, for as long as somebody confirms it', async () => {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  const of = { desk, cast, driven };
  const levels = async (): Promise<string[]> => (await inForce(of)).map(({ level }) => level);
  const outThere = (): string[] =>
    desk.simulator.measuresOf(cast.shop.terminal.terminalNo).map(({ level }) => level);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await driven.putRight();
  const [measure] = await driven.measures('keep');
  await driven.act(cast.agent, 'propose', {
    outcome: 'UR',
    measuresAfter: [{ ...measure, change: 'narrow', level: 'F1', limitDailyFen: 500_000 }],
    reasons: await driven.reasons(),
    text: 'as the findings say',
  });
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
  expect([await levels(), outThere()]).toEqual([['F1'], ['F1']]);

  await driven.act(cast.agent, 'refreeze', { text: 'again' });
  await waitFor('the freeze', () => outThere().includes('F4'));
  await waitFor('the books', async () => (await levels()).join() === 'F4');
  expect(outThere()).toEqual(['F4']);
  // Nobody stands by it: what the decision left stands again.
  desk.clock.advance(4 * DAY_MS);
  await waitFor('the raise to fall away', async () => (await levels()).join() === 'F1');
  expect([await driven.state(), outThere()]).toEqual(['investigating', ['F1']]);
  expect((await inForce(of))[0]).toMatchObject({ limitDailyFen: 500_000 });
});
