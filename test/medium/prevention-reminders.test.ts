import { systemActor } from '@thaw/kernel';
import type { Database } from '@thaw/platform';
import { NAMED_MOST, PreventionReminders, type ReminderLetter } from '@thaw/registry';
import { newTerminal } from '../factories/registry';
import { PreventionRoom } from '../support/prevention-room';

let room: PreventionRoom;
beforeEach(async () => (room = await PreventionRoom.prepare()));
afterEach(() => room.stop());

const told = (letters: readonly ReminderLetter[]): string[] =>
  letters.flatMap(({ things }) => things.map(({ kind, dueOn }) => `${kind} ${dueOn}`));
const reminders = () =>
  room.peer.query('SELECT kind, phase FROM prevention_reminder ORDER BY due_on, kind, phase');

it('reminds of a thing once before its day and once after', async () => {
  const shop = await room.shop();
  await room.tell(shop, { inspectionDueOn: '2026-12-01' });
  expect(await room.remind()).toEqual([]);
  room.passDays(1);
  const [letter] = await room.remind();
  expect(letter).toMatchObject({
    merchantId: shop.merchant.id,
    day: '2026-11-24',
    title: { zh: '终端维护提醒：1 项即将到期', en: 'Upkeep of your terminals: 1 item due soon' },
    things: [{ terminalNo: shop.terminal.terminalNo, kind: 'inspection', dueOn: '2026-12-01' }],
    thingsTotal: 1,
  });
  expect(letter?.body.zh).toContain(`终端 ${shop.terminal.terminalNo}，终端巡检：2026-12-01 当日结束前到期`);
  // Every day to the end of its own: nothing more.
  for (let day = 25; day <= 31; day++) {
    room.passDays(1);
    expect(await room.remind()).toEqual([]);
  }
  room.passDays(1);
  const [second] = await room.remind();
  expect(second?.title.en).toBe('Upkeep of your terminals: 1 item overdue');
  expect(second?.body.en).toContain('Inspection of the terminal: was due on 2026-12-01, 1 day overdue');
  for (let days = 0; days < 3; days++) {
    room.passDays(1);
    expect(await room.remind()).toEqual([]);
  }
  expect(await reminders()).toEqual([
    { kind: 'inspection', phase: 'overdue' },
    { kind: 'inspection', phase: 'soon' },
  ]);
  // Another day is another thing to be reminded of.
  await room.tell(shop, { inspectionDueOn: '2026-12-06' });
  room.passDays(1);
  expect(told(await room.remind())).toEqual(['inspection 2026-12-06']);
});

it('after days that were missed writes one letter, and none of what time has passed by', async () => {
  const shop = await room.shop();
  await room.tell(shop, {
    inspectionDueOn: '2026-11-26',
    virusDatabaseOn: '2026-10-27',
    patchedUntil: '2026-11-01',
  });
  // From the 23rd on, soon; nobody ran until the 28th.
  room.passDays(5);
  const letters = await room.remind();
  expect(told(letters)).toEqual(['inspection 2026-11-26', 'virus_database 2026-11-26', 'patches 2026-12-01']);
  expect(letters[0]?.title.zh).toBe('终端维护提醒：2 项已逾期，1 项即将到期');
  expect(await reminders()).toEqual([
    { kind: 'inspection', phase: 'overdue' },
    { kind: 'virus_database', phase: 'overdue' },
    { kind: 'patches', phase: 'soon' },
  ]);
  expect(await room.remind()).toEqual([]);
});

it('writes a merchant one letter a day, whatever comes in after it', async () => {
  const shop = await room.shop();
  await room.tell(shop, { inspectionDueOn: '2026-11-01' });
  expect(await room.remind()).toHaveLength(1);
  await room.tell(shop, { virusDatabaseOn: '2026-01-01' });
  expect(await room.remind()).toEqual([]);
  room.passDays(1);
  expect(told(await room.remind())).toEqual(['virus_database 2026-01-31']);
});

it('names so many of a large merchant’s, and counts the others', async () => {
  const shop = await room.shop();
  await room.as(async (tx) => {
    for (let n = 0; n < NAMED_MOST + 4; n++) {
      const { id } = await room.registry.registerTerminal(tx, newTerminal(shop.merchant.id));
      await room.service.tell(tx, systemActor('setup'), id, { inspectionDueOn: '2026-11-01' });
    }
  });
  const letters = await room.remind();
  expect(letters).toHaveLength(1);
  expect(letters[0]?.things).toHaveLength(NAMED_MOST);
  expect(letters[0]).toMatchObject({ thingsTotal: NAMED_MOST + 4 });
  expect(letters[0]?.body.en).toContain('and 4 items more');
});

it('lets nobody be woken: not before nine at the desk', async () => {
  await room.tell(await room.shop(), { inspectionDueOn: '2026-11-01' });
  room.clock.advance(-1);
  expect(await room.remind()).toEqual([]);
  room.clock.advance(1);
  expect(await room.remind()).toHaveLength(1);
});

it('two workers at once send what one would', async () => {
  const shops = await Promise.all(Array.from({ length: 12 }, () => room.shop()));
  for (const shop of shops)
    await room.tell(shop, { inspectionDueOn: '2026-11-01', patchedUntil: '2026-10-20' });
  const workers = [room.open(), room.open(), room.open()];
  const letters = (await Promise.all(workers.map((worker) => room.remind(worker)))).flat();
  expect(letters.map(({ merchantId }) => merchantId).sort()).toEqual(
    shops.map(({ merchant }) => merchant.id).sort(),
  );
  expect(await reminders()).toHaveLength(24);
});

it('the second finds the letter under way, waits for it, and writes none', async () => {
  const shop = await room.shop();
  await room.tell(shop, { inspectionDueOn: '2026-11-01' });
  const zone = { timeZone: 'Asia/Shanghai' };
  let other: Promise<number> | undefined;
  const second = jest.fn(() => Promise.resolve());
  const first = new PreventionReminders(zone, room.database);
  const written = await first.remindDue(room.clock.now(), async () => {
    // The first has noted everything and holds it uncommitted: the second must not pass.
    other = new PreventionReminders(zone, room.open()).remindDue(room.clock.now(), second);
    await untilOneWaits();
  });
  expect([written, await other, second.mock.calls.length]).toEqual([1, 0, 0]);
});

it('a letter that cannot be written takes its reminders back, and hurts no other merchant', async () => {
  const shops = [await room.shop(), await room.shop(), await room.shop()];
  for (const shop of shops) await room.tell(shop, { inspectionDueOn: '2026-11-01' });
  const unlucky = shops[1]!.merchant.id;
  const reached: string[] = [];
  const run = (database: Database, fails: boolean): Promise<number> =>
    new PreventionReminders({ timeZone: 'Asia/Shanghai' }, database).remindDue(
      room.clock.now(),
      (_tx, { merchantId }) => {
        if (fails && merchantId === unlucky) return Promise.reject(new Error('no ink'));
        reached.push(merchantId);
        return Promise.resolve();
      },
    );
  await expect(run(room.database, true)).rejects.toThrow('some merchants were not reminded');
  expect(await reminders()).toHaveLength(2);
  expect(await run(room.database, false)).toBe(1);
  expect(reached.sort()).toEqual(shops.map(({ merchant }) => merchant.id).sort());
});

/** Until some connection of this database waits for another's transaction. */
async function untilOneWaits(): Promise<void> {
  for (;;) {
    const waiting = await room.peer.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`,
      [room.peer.name],
    );
    if (waiting.length > 0) return;
  }
}
