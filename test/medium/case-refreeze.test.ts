import { behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { placeHold } from '../factories/held-case';
import { eventsOf, lettersOf } from '../support/asked-merchant';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';
import {
  inForce,
  judged,
  restore,
  scanned,
  scansOf,
  sell,
  tasksOf,
  watchOf,
  watched,
} from '../support/watched-case';

jest.setTimeout(180_000);

const DAY_MS = 86_400_000;
let proposing: TestDesk;
let performing: TestDesk;
beforeAll(async () => {
  proposing = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  performing = await TestDesk.start({ THAW_LOG_LEVEL: 'warn', THAW_WATCH_ON_HIT: 'perform' });
});
afterAll(async () => {
  await proposing.stop();
  await performing.stop();
});

describe('a sale over the limit, in the watch', () => {
  it('proposes a refreeze to the owner, who goes on or takes it back', async () => {
    const of = await watched(proposing);
    const { cast, driven } = of;
    await judged(of);
    expect(await watchOf(of)).toMatchObject({ onHit: 'propose', openHits: 0, nextStep: null, hits: [] });
    expect(await driven.act(cast.agent, 'keep_watching', { text: 'x' }, 409)).toMatchObject({ rule: 'keep_watching.hit_open' });
    await sell(of, 88);
    await sell(of, 60_000);
    await waitFor('the hit', async () => (await watchOf(of)).openHits === 1);
    expect(await watchOf(of)).toMatchObject({
      nextStep: { action: 'refreeze', ownerId: cast.agent.id },
      hits: [{ rule: 'R1a', weight: 15, measured: 6_000_001, title: { en: 'Single amount over the limit' } }],
    });
    expect([await driven.state(), (await tasksOf(of)).filter((task) => task === 'refreeze_proposed').length]).toEqual(['monitoring', 1]);
    // The merchant hears of none of it.
    const seen = JSON.stringify(await driven.seenBy(cast.merchant));
    expect([seen.includes('watch'), await lettersOf(of, 'freeze_notice')]).toEqual([false, 1]);
    await driven.act(cast.agent, 'keep_watching', { text: 'a piano, as its invoice shows' });
    expect(await watchOf(of)).toMatchObject({ openHits: 0, nextStep: null });
    // What was answered is known from now on; what is new is told.
    await sell(of, 70_000);
    // It is over the limit, and with the others a cluster of large round amounts.
    await waitFor('more hits', async () => (await watchOf(of)).openHits === 2);
    const frozen = await driven.act(cast.agent, 'refreeze', { text: 'a second piano is none' });
    expect(frozen).toMatchObject({ state: 'investigating', appealRounds: 0, appealUntil: null, watchUntil: null, watch: null, priority: 1 });
    expect((await eventsOf(proposing, driven.number)).filter(({ type }) => type === 'watch_hits_found').map(({ data }) => data)).toEqual([
      { hits: 1, rules: ['R1a'] },
      { hits: 2, rules: ['R1a', 'R2'] },
    ]);
    await waitFor('the terminal system to have frozen', async () => (await inForce(of)).some(({ appliedAt }) => appliedAt !== null));
    expect(await inForce(of)).toMatchObject([{ level: 'F4', imposedBy: `user:${cast.agent.id}` }]);
    expect(proposing.simulator.measuresOf(cast.shop.terminal.terminalNo)).toMatchObject([{ level: 'F4' }]);
    expect(await lettersOf(of, 'freeze_notice')).toBe(2);
    const { body } = await cast.merchant.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
    expect((body.items as { type: string }[]).at(-1)).toMatchObject({ type: 'frozen_again' });
  }); // prettier-ignore

  it('refreezes by itself where the desk is set up so: through the terminal system, until a person confirms', async () => {
    const of = await watched(performing);
    const { cast, driven, desk } = of;
    await judged(of);
    await sell(of, 60_000);
    await driven.becomes('investigating');
    await waitFor('the terminal system to have frozen', async () => (await inForce(of)).some(({ appliedAt }) => appliedAt !== null));
    const [measure] = (await driven.seenBy(cast.agent)).measures.filter((each: { liftedAt: string | null }) => each.liftedAt === null);
    expect(measure).toMatchObject({ level: 'F4', imposedBy: 'system:clock', confirmBy: expect.any(String) });
    expect(await tasksOf(of)).toContain('refrozen');
    // Nobody has stood by it within a working day: it ends, and the case goes on.
    desk.clock.advance(4 * DAY_MS);
    await waitFor('the measure to end', async () => (await inForce(of)).length === 0);
    expect([await driven.state(), desk.simulator.measuresOf(cast.shop.terminal.terminalNo)]).toEqual(['investigating', []]);
    // Decided anew: what was asked before does not count, what was sent in does.
    await driven.scan();
    const refused = await driven.act(cast.agent, 'propose', { outcome: 'U', measuresAfter: [], reasons: await driven.reasons(), text: 'x' });
    expect(refused).toMatchObject({ state: 'pending_approval' });
    await driven.act(cast.supervisor, 'approve');
    await driven.becomes('monitoring');
    // The new decision knew of the sale.
    await judged(of);
    await sell(of, 77);
    await scanned(of, (await scansOf(of)).length);
    expect([await driven.state(), await watchOf(of)]).toMatchObject(['monitoring', { openHits: 0 }]);
  }); // prettier-ignore

  it('stops a restore that is under way, as a scan of the case does', async () => {
    const cast = await castOf(proposing);
    const driven = await DrivenCase.open(proposing, cast);
    const of = { desk: proposing, cast, driven };
    proposing.simulator.behave(cast.shop.terminal.terminalNo, behaviour('stall'));
    await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
    await driven.act(cast.agent, 'take');
    await driven.scan();
    await driven.supplyEverything();
    await driven.propose('U', 'lift');
    await driven.act(cast.supervisor, 'approve');
    await judged(of);
    await sell(of, 88);
    expect(await driven.state()).toBe('restoring');
    await sell(of, 60_000);
    await driven.becomes('reviewing');
    expect((await eventsOf(proposing, driven.number)).find(({ type }) => type === 'restore_stopped')?.data).toMatchObject({ why: 'hit' });
  }); // prettier-ignore
});

it('is decided anew: what the merchant was asked before does not count, what they sent in does', async () => {
  const cast = await castOf(proposing);
  const driven = await DrivenCase.open(proposing, cast);
  const of = { desk: proposing, cast, driven };
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.scan();
  await driven.supplyEverything();
  await restore(of);
  proposing.clock.advance(1_000);
  await driven.act(cast.agent, 'refreeze', { text: 'the vendor called' });
  await driven.scan();
  const end = async (status: number) =>
    driven.act(
      cast.agent,
      'propose',
      { outcome: 'T', measuresAfter: await driven.measures('keep'), reasons: await driven.reasons(), text: 'x' },
      status,
    );
  expect(await end(409)).toMatchObject({ rule: 'propose.merchant_heard' });
  const { evidence } = await driven.seenBy(cast.agent);
  const required = (evidence.items as { state: string; required: boolean }[]).filter((each) => each.required);
  expect(required.map(({ state }) => state)).toEqual(Array(5).fill('accepted'));
  await driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E13', required: true }], text: 'again' });
  const [item] = (await driven.seenBy(cast.merchant)).evidence.items.filter((each: { code: string }) => each.code === 'E13');
  for (let file = 0; file < item.accepts.min; file++) await driven.upload(cast.merchant, item.id);
  await driven.act(cast.merchant, 'submit_evidence');
  await driven.act(cast.agent, 'assess', { itemId: item.id });
  expect(await end(201)).toMatchObject({ state: 'pending_approval' });
}); // prettier-ignore

it('refuses what is no refreeze, and makes none of a case that is closed or frozen again', async () => {
  const of = await watched(proposing);
  const { cast, driven } = of;
  const refused = async (payload: object): Promise<[number, string]> => {
    const { version } = await driven.seenBy(cast.agent);
    const { status, body } = await cast.agent.http.post(`/v1/cases/${driven.number}/actions/refreeze`).send({ version, ...payload });
    return [status, body.errors?.[0]?.field ?? body.field ?? body.rule ?? body.code];
  };
  const F4 = { level: 'F4', scope: 'terminal' };
  for (const payload of [{}, { text: ' ' }, { text: 'x', measures: 'F4' }, { text: 'x', measures: [] }, { text: 'x', measures: [{ level: 'F4' }] }, { text: 'x', measures: Array(21).fill(F4) }, { text: 'x', measures: [{ ...F4, scope: 'refunds' }] }, { text: 'x', measures: [{ ...F4, expiresAt: '2020-01-01T00:00:00Z' }] }])
    expect((await refused(payload))[0]).toBe(400);
  for (const { http } of [cast.merchant, cast.reviewer]) {
    const { body } = await http.post(`/v1/cases/${driven.number}/actions/refreeze`).send({ version: 1, text: 'x' });
    expect(['ACTION_NOT_YOURS', 'CASE_CHANGED']).toContain(body.code);
  }
  expect(await driven.state()).toBe('monitoring');
  const seen = await driven.act(cast.agent, 'refreeze', { text: 'cards again', measures: [{ level: 'F3', scope: 'credit_cards' }, { level: 'F1', scope: 'terminal', limitDailyFen: 100_000 }] });
  expect(seen.state).toBe('investigating');
  expect((await inForce(of)).map(({ level }) => level).sort()).toEqual(['F1', 'F3']);
  expect(await refused({ text: 'x' })).toEqual([409, 'refreeze.from']);
  // A second sale stands in the history, and nothing more is made of it.
  await sell(of, 60_000);
  await proposing.untilIdle();
  expect(await driven.state()).toBe('investigating');
  const closing = await watched(proposing);
  proposing.clock.advance(31 * DAY_MS);
  await closing.driven.becomes('closed');
  await closing.driven.act(closing.cast.agent, 'refreeze', { text: 'x' }, 409);
}); // prettier-ignore

it('two refreezes at once: one is made, the other is told of it; a hold stands in the way of neither', async () => {
  const of = await watched(proposing);
  const { cast, driven } = of;
  await placeHold(driven, cast.reviewer);
  const { version } = await driven.seenBy(cast.agent);
  const both = await Promise.all(
    [cast.agent, cast.supervisor].map(({ http }) =>
      http.post(`/v1/cases/${driven.number}/actions/refreeze`).send({ version, text: 'again' }),
    ),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'CASE_CHANGED' });
  expect(await inForce(of)).toHaveLength(1);
  await waitFor('the freeze', async () => (await inForce(of))[0]?.appliedAt !== null);
});
