import { placeHold, releaseHold } from '../factories/held-case';
import { itemOf } from '../support/twin-items';
import { appealed, proposal, uploadAll, type Twin } from '../support/twin-steps';
import { Twins, frozenTwin } from '../support/twins';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

// For what hangs, not for what is slow: all that the merchants can read is compared at every stop of a case.
jest.setTimeout(600_000);

const DAY_MS = 86_400_000;
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

const HELD: readonly string[] = ['AML', 'AUTHORITY_ORDER'];
const holds = new Map<Twin, string>();

const twin = async (reasonCode: string, outcome: string): Promise<Twin> => ({
  ...(await frozenTwin(desk, reasonCode, reasonCode === 'CASHOUT' ? 'review' : 'authority')),
  outcome,
});

/** The merchant is asked, answers and is judged; what is decided rests on a scan made since. */
async function heard(twins: Twins): Promise<void> {
  await twins.each(({ cast, driven }) =>
    driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E02', required: true }], text: 'please' }),
  );
  await twins.alike('asked');
  await twins.each((one) => uploadAll(one, 'E02'));
  await twins.each(({ cast, driven }) => driven.act(cast.merchant, 'submit_evidence'));
  await twins.each(async (one) => {
    await one.driven.act(one.cast.agent, 'reject', { itemId: await itemOf(one, 'E02'), text: 'unreadable' });
    await one.driven.scan();
  });
  await twins.alike('answered');
}

/** The letter was handed over, which the agent records before anybody opens it. */
async function delivered({ cast, driven }: Twin): Promise<void> {
  const { undeliveredLetters } = await driven.seenBy(cast.agent);
  const { id } = (undeliveredLetters as { id: string; runsWindow: boolean }[]).find(({ runsWindow }) => runsWindow)!;
  const receivedOn = new Date(desk.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  await driven.act(cast.agent, 'record_delivery', { letterId: id, channel: 'in_person', receivedOn, text: 'at the counter' });
  expect((await driven.seenBy(cast.merchant)).appeal.until).not.toBeNull();
} // prettier-ignore

async function kept(twins: Twins, letter?: (twin: Twin) => Promise<void>): Promise<void> {
  await twins.each(async (one) => {
    await one.driven.act(one.cast.agent, 'propose', await proposal(one, one.outcome ?? 'T', 'keep'));
    await one.driven.act(one.cast.supervisor, 'approve');
  });
  if (letter) await twins.each(letter);
  await twins.alike('kept');
}

const investigated = (twins: Twins): Promise<void> =>
  twins.each(async ({ cast, driven, reasonCode }) => {
    await driven.act(cast.agent, 'triage', { reasonCode });
    await driven.act(cast.agent, 'take');
  });

const held = (twins: Twins, outcomes = 'TK'): Promise<void> =>
  twins.each(async (one) => {
    if (HELD.includes(one.reasonCode) && outcomes.includes(one.outcome ?? ''))
      holds.set(one, await placeHold(one.driven, one.cast.reviewer));
  });

it('an order that is released and a termination that the desk reconsiders: the merchant reads the same', async () => {
  const twins = new Twins(desk, [
    await twin('CASHOUT', 'T'),
    await twin('AML', 'K'),
    await twin('AUTHORITY_ORDER', 'K'),
  ]);
  await twins.alike('reported');
  await investigated(twins);
  await held(twins);
  await twins.alike('held');
  // None of them is kept before its merchant was asked: else who was not asked would know of the order.
  await twins.each(async (one) => {
    await one.driven.scan();
    const given = await proposal(one, one.outcome ?? 'T', 'keep');
    expect(await one.driven.act(one.cast.agent, 'propose', given, 409)).toMatchObject({ rule: 'propose.merchant_heard' });
  });
  await heard(twins);
  await kept(twins);
  await twins.each(async (one) => {
    const { cast, driven } = one;
    const holdId = holds.get(one);
    if (holdId) await releaseHold(driven, await desk.person('reviewer'), holdId);
    else await driven.act(cast.supervisor, 'reconsider', { text: 'the bank has confirmed the account' });
    expect(await driven.state()).toBe('reviewing');
  });
  await twins.alike('looked at again');
  await heard(twins);
  // An order is kept again only on another.
  await held(twins);
  await kept(twins);
  process.stdout.write(`an order released and a termination reconsidered compared over ${twins.answers} answers\n`);
}); // prettier-ignore

it('an order that is released under an appeal and a termination that the desk reconsiders after one: the merchant reads the same', async () => {
  const twins = new Twins(desk, [await twin('CASHOUT', 'T'), await twin('AML', 'K')]);
  await investigated(twins);
  await held(twins);
  await heard(twins);
  await kept(twins);
  await twins.each(appealed);
  await twins.alike('appealed');
  const others = await Promise.all([desk.person('reviewer'), desk.person('reviewer')]);
  await twins.each(async (one) => {
    const holdId = holds.get(one);
    if (holdId) await releaseHold(one.driven, others[0], holdId);
  });
  await twins.alike('released');
  // By another than who placed the hold.
  await twins.each(async (one) => {
    const { cast, driven } = one;
    await driven.act(others[1], 'uphold_appeal', { text: 'it stands', reasons: await driven.reasons() });
    if (!holds.has(one)) await driven.act(cast.supervisor, 'reconsider', { text: 'the bank has confirmed the account' });
    expect(await driven.state()).toBe('reviewing');
  });
  await twins.alike('looked at again');
}); // prettier-ignore

it('a hold under which a measure outlives its day and money its own: the merchant sees nothing of either', async () => {
  const twins = new Twins(desk, [await twin('CASHOUT', 'T'), await twin('AML', 'K')]);
  await investigated(twins);
  const days = (count: number): string => new Date(desk.clock.now().getTime() + count * DAY_MS).toISOString();
  const [expiresAt, releaseAt] = [days(3), days(4)];
  const other = await desk.person('agent');
  await twins.each(async ({ cast, driven, reasonCode }) => {
    const ends = reasonCode === 'AML' ? { expiresAt } : {};
    const heldGround = reasonCode === 'AML' ? 'authority' : 'review';
    for (const measure of [
      { level: 'F3', scope: 'credit_cards', ...ends },
      { level: 'F2', scope: 'settlement', heldAmountFen: 5_000, heldGround, releaseAt },
    ]) {
      await driven.act(cast.agent, 'impose_measure', { ...measure, text: 'as found' });
      const { measures } = await driven.seenBy(cast.agent);
      const { id } = (measures as { id: string; confirmBy: string | null; confirmedBy: string | null }[]).find(
        (each) => each.confirmBy !== null && each.confirmedBy === null,
      )!;
      await desk.untilIdle();
      await driven.act(other, 'confirm_measure', { measureId: id });
    }
    await waitFor('both to be applied', async () =>
      ((await driven.seenBy(cast.agent)).measures as { confirmBy: string | null; appliedAt: string | null }[]).every(
        (each) => each.confirmBy === null || each.appliedAt !== null,
      ),
    );
  });
  await held(twins);
  await twins.alike('imposed');
  desk.clock.advance(8 * DAY_MS);
  await twins.each(async ({ cast, driven }) => {
    await waitFor('the owner to be told of the money', async () => {
      const { body } = await cast.agent.http.get('/v1/notifications?limit=50').expect(200);
      const mine = (body.items as { id: string; caseNumber: string }[]).filter(({ caseNumber }) => caseNumber === driven.number);
      const tasks = await Promise.all(mine.map(async ({ id }) => (await cast.agent.http.post(`/v1/notifications/${id}/open`).expect(200)).body.content.task));
      return tasks.filter((task) => task === 'held_money_due').length === 1;
    });
    expect(await driven.measures('keep')).toHaveLength(5);
  });
  await twins.alike('past their days');
  // Without the hold it ends at once: it was the hold that kept it.
  const aml = [...holds.keys()].at(-1)!;
  await releaseHold(aml.driven, await desk.person('reviewer'), holds.get(aml)!);
  await waitFor('it to end', async () => (await aml.driven.measures('keep')).length === 4);
}); // prettier-ignore

it('terminations that a hold keeps from lapsing and orders, spoken for by phone and handed over: past the window the merchant cannot tell them apart', async () => {
  const twins = new Twins(desk, [await twin('AML', 'T'), await twin('AUTHORITY_ORDER', 'K')]);
  await investigated(twins);
  await twins.each(({ cast, driven }) =>
    driven.act(cast.agent, 'object', { text: 'we only sell coffee', onBehalfChannel: 'phone' }),
  );
  await heard(twins);
  await held(twins, 'K');
  await kept(twins, delivered);
  await twins.each(async ({ cast, driven }) => {
    const answers = (await driven.reasons()).map(({ findingId }) => ({ findingId, answer: 'a fair' }));
    await driven.act(cast.agent, 'appeal', { text: 'a fair', answers, onBehalfChannel: 'paper' });
  });
  await twins.alike('appealing');
  // By another than who placed the hold.
  await twins.each(async ({ driven }) =>
    driven.act(await desk.person('reviewer'), 'uphold_appeal', {
      text: 'it stands',
      reasons: await driven.reasons(),
    }),
  );
  await held(twins, 'T');
  await twins.alike('held');
  desk.clock.advance(30 * DAY_MS);
  await desk.untilIdle();
  await twins.each(async ({ driven }) => expect(await driven.state()).toBe('upheld'));
  await twins.alike('past the window');
});
