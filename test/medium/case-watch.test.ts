import { WatchScans } from '@thaw/cases';
import { behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { placeHold } from '../factories/held-case';
import { eventsOf, lettersOf, typesOf } from '../support/asked-merchant';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

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

interface Watched {
  readonly desk: TestDesk;
  readonly cast: Cast;
  readonly driven: DrivenCase;
}

/** Restored, and watched from now on. */
async function watched(desk: TestDesk): Promise<Watched> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await restore({ desk, cast, driven });
  return { desk, cast, driven };
}

async function restore({ cast, driven }: Watched): Promise<void> {
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
}

/** One sale of this many yuan at the desk's time, as a machine of the acquirer appends it. */
async function sell({ desk, cast }: Watched, yuan: number): Promise<void> {
  const machine = await desk.machine('transaction:append');
  const record = { occurredAt: desk.clock.now().toISOString(), amountFen: yuan * 100 + 1, card: '9999990000000017', cardType: 'debit', reference: `W${yuan}-${desk.clock.now().getTime()}` };
  const { body } = await machine.post(`/v1/terminals/${cast.shop.terminal.id}/transactions`).send({ records: [record] }).expect(200);
  expect(body).toMatchObject({ accepted: 1 });
} // prettier-ignore

/** All that has come in is judged. */
const judged = ({ cast, driven }: Watched): Promise<boolean> =>
  waitFor('all to be judged', async () => (await driven.seenBy(cast.agent)).watch?.upToDate === true);
const watchOf = async ({ cast, driven }: Watched) => (await driven.seenBy(cast.agent)).watch;
const scansOf = ({ desk, driven }: Watched) =>
  desk.database.query<{ day: string; done_at: Date | null }>(
    `SELECT day::text, done_at FROM watch_scan WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1) ORDER BY day`,
    [driven.number],
  );
const scanned = (of: Watched, days: number): Promise<boolean> =>
  waitFor(`${days} scans to be done`, async () => {
    const scans = await scansOf(of);
    return scans.length === days && scans.every(({ done_at: doneAt }) => doneAt !== null);
  });
const tasksOf = async ({ desk, cast }: Watched): Promise<string[]> => {
  const told = await desk.database.query<{ task: string }>(
    `SELECT content->>'task' AS task FROM notification WHERE template = 'task' AND recipient_id = $1`,
    [cast.agent.id],
  );
  return told.map(({ task }) => task);
};
const inForce = async ({ cast, driven }: Watched) =>
  ((await driven.seenBy(cast.agent)).measures as { level: string; liftedAt: string | null; confirmBy: string | null; imposedBy: string; appliedAt: string | null }[]).filter(
    ({ liftedAt }) => liftedAt === null,
  ); // prettier-ignore

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

describe('the daily scan', () => {
  it('is one a day of the desk, late after a downtime and never made up for, whoever else looks', async () => {
    const of = await watched(proposing);
    await scanned(of, 1);
    const others = [of.desk.worker.get(WatchScans), of.desk.api.get(WatchScans, { strict: false })];
    const now = of.desk.clock.now();
    // Shanghai's midnight, not UTC's, and three days that nobody worked.
    const toMidnight = DAY_MS - ((now.getTime() + 8 * 3_600_000) % DAY_MS);
    const before = new Date(now.getTime() + toMidnight - 1);
    const after = new Date(before.getTime() + 1 + 3 * DAY_MS);
    expect(await Promise.all(others.map((one) => one.askDue(before)))).toEqual([0, 0]);
    of.desk.clock.advance(toMidnight + 3 * DAY_MS);
    await Promise.all([...others, ...others].map((one) => one.askDue(after)));
    await scanned(of, 2);
    const asked = await of.desk.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM watch_scan WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1) AND day = $2`,
      [of.driven.number, new Date(after.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)],
    );
    expect(asked).toEqual([{ n: 1 }]);
  });

  it('finds what came in by a file, and what the decision knew it lets be', async () => {
    const of = await watched(proposing);
    await scanned(of, 1);
    expect(await watchOf(of)).toMatchObject({ upToDate: true, openHits: 0 });
    const { agent, shop } = of.cast;
    const csv = `datetime,amount,card\n${of.desk.clock.now().toISOString()},60000.01,9999990000000017\n`;
    await agent.http.post(`/v1/terminals/${shop.terminal.id}/imports`).field('map', 'occurred_at=datetime').attach('file', Buffer.from(csv), 'day.csv').expect(202);
    await waitFor('the hit of the file', async () => (await watchOf(of)).openHits > 0);
    expect(await of.driven.state()).toBe('monitoring');
  }); // prettier-ignore

  it('passes the watch once it is over, but for a hit that nobody has answered', async () => {
    const quiet = await watched(proposing);
    const loud = await watched(proposing);
    await judged(quiet);
    await judged(loud);
    await sell(loud, 60_000);
    await waitFor('the hit', async () => (await watchOf(loud)).openHits > 0);
    proposing.clock.advance(31 * DAY_MS);
    await quiet.driven.becomes('closed');
    expect((await quiet.driven.seenBy(quiet.cast.agent)).resolution).toBe('restored');
    expect(await loud.driven.state()).toBe('monitoring');
    await loud.driven.act(loud.cast.agent, 'keep_watching', { text: 'explained' });
    await loud.driven.becomes('closed');
    expect((await typesOf(proposing, loud.driven.number)).slice(-2)).toEqual(['watch_kept', 'watch_passed']);
  });

  it('judges what comes in as the watch ends before it passes', async () => {
    const of = await watched(proposing);
    await judged(of);
    await of.desk.withoutWorkers(async () => {
      await sell(of, 60_000);
      of.desk.clock.advance(31 * DAY_MS);
      await sell(of, 88);
    });
    await waitFor('the hit', async () => (await watchOf(of))?.openHits > 0);
    expect(await of.driven.state()).toBe('monitoring');
  });
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
