import { WatchScans } from '@thaw/cases';
import { behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { placeHold } from '../factories/held-case';
import { typesOf } from '../support/asked-merchant';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';
import { judged, scanned, sell, watchOf, watched } from '../support/watched-case';

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

it('looks at what came in between the scan of a decision and its approval, and is decided anew on a scan that has it', async () => {
  const cast = await castOf(proposing);
  const driven = await DrivenCase.open(proposing, cast);
  const of = { desk: proposing, cast, driven };
  proposing.simulator.behave(cast.shop.terminal.terminalNo, behaviour('stall'));
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('U', 'lift');
  proposing.clock.advance(1_000);
  await sell(of, 60_000);
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('reviewing');
  const propose = async (status: number) =>
    driven.act(cast.agent, 'propose', { outcome: 'U', measuresAfter: await driven.measures('lift'), reasons: await driven.reasons(), text: 'x' }, status);
  expect(await propose(409)).toMatchObject({ rule: 'propose.scan_of_new_facts' });
  await driven.scan();
  await propose(201);
}); // prettier-ignore

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

it('takes many sales at once at the end of the watch, under a hold too, and loses none', async () => {
  const of = await watched(performing);
  const { desk, cast, driven } = of;
  await judged(of);
  await placeHold(driven, cast.reviewer);
  const machine = await desk.machine('transaction:append');
  desk.clock.advance(30 * DAY_MS - 60_000);
  const at = desk.clock.now().getTime();
  const many = Array.from({ length: 400 }, (_, n) => ({ occurredAt: new Date(at + n * 100).toISOString(), amountFen: n === 399 ? 6_000_001 : 1_234 + n, reference: `M${n}` }));
  const sent = machine.post(`/v1/terminals/${cast.shop.terminal.id}/transactions`).send({ records: many });
  const end = Promise.resolve().then(() => desk.clock.advance(2 * DAY_MS));
  await Promise.all([sent.expect(200), end]);
  // Judged before it passes, or not in before it had.
  await waitFor('an end', async () => ['investigating', 'closed'].includes(await driven.state()));
  const types = await typesOf(desk, driven.number);
  if ((await driven.state()) === 'closed') expect(types).not.toContain('watch_hits_found');
  else expect(types.slice(-5)).toEqual(expect.arrayContaining(['watch_hits_found', 'refrozen']));
}); // prettier-ignore
