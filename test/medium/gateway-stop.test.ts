import { sign } from '@thaw/registry';
import { systemActor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { ALL_TERMINALS, behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';
import { GatewayDesk, type FrozenShop } from '../factories/registry-gateway';

const SETUP = systemActor('setup');
const F4 = { level: 'F4', scope: 'terminal' } as const;
const F5 = { level: 'F5', scope: 'settlement', heldAmountFen: 900, heldGround: 'review' } as const;

let desk: GatewayDesk;
beforeAll(async () => (desk = await GatewayDesk.start()));
afterAll(() => desk.stop());
beforeEach(() => desk.simulator.behave(ALL_TERMINALS, behaviour('confirm')));

const act = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => desk.database.asActor(SETUP, work);
const stop = ({ caseId }: FrozenShop) => act((tx) => desk.stops.stopRestore(tx, caseId, desk.clock.now()));
const levels = async ({ caseId }: FrozenShop): Promise<string[]> =>
  (await act((tx) => desk.measures.inForceOfCase(tx, caseId))).map(({ level }) => level);
const terminalOf = ({ terminal }: FrozenShop): string[] =>
  desk.simulator.measuresOf(terminal.terminalNo).map(({ level }) => level);

async function handOver(): Promise<void> {
  for (const job of await desk.takeJobs()) await desk.commands.send(job);
  await desk.simulator.idle();
}

async function callback(body: object): Promise<number> {
  const text = JSON.stringify(body);
  const { status } = await fetch(desk.callbackUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'thaw-signature': sign(desk.secret, text, new Date()) },
    body: text,
  });
  return status;
}

it('sends nothing of what was never sent, and takes nothing back', async () => {
  const { shop, id } = await desk.issueLift();
  expect(await stop(shop)).toEqual([]);
  await handOver();
  desk.clock.advance(3_600_000);
  expect(await desk.commands.sendDue(desk.clock.now())).toBe(0);
  expect([desk.simulator.command(id), await desk.standing(shop.caseId)]).toEqual([
    undefined,
    { total: 0, confirmed: 0, failed: 0, open: 0 },
  ]);
  expect(await levels(shop)).toEqual(['F4']);
});

it('waits for what was accepted, then orders that the measure stands', async () => {
  const { shop, id } = await desk.issueLift();
  desk.simulator.behave(ALL_TERMINALS, behaviour('no_callback'));
  await handOver();
  const [reversal] = await stop(shop);
  await handOver();
  expect(desk.simulator.command(reversal as string)).toBeUndefined();
  expect(await desk.run(id)).toMatchObject({ state: 'confirmed' });
  expect(await desk.run(reversal as string)).toMatchObject({ state: 'confirmed', purpose: 'reverse' });
  expect([await levels(shop), terminalOf(shop)]).toEqual([['F4'], ['F4']]);
  expect(await desk.standing(shop.caseId)).toMatchObject({ total: 0 });
});

it('asks after what was accepted and never sends it again', async () => {
  const { shop, id } = await desk.issueLift();
  desk.simulator.behave(ALL_TERMINALS, behaviour('stall'));
  await handOver();
  await stop(shop);
  await desk.restartSimulator();
  expect(await desk.run(id)).toMatchObject({ state: 'failed' });
  expect(desk.simulator.command(id)).toBeUndefined();
  await desk.runAll(shop);
  expect([await levels(shop), terminalOf(shop)]).toEqual([['F4'], ['F4']]);
});

it('takes back what was accepted before the terminal system was taken away, and not what was never sent', async () => {
  const { shop, id } = await desk.issueLift();
  desk.simulator.behave(ALL_TERMINALS, behaviour('stall'));
  await handOver();
  const manual = desk.withoutSystem();
  expect(await desk.run(id, manual)).toMatchObject({ state: 'failed', last_error: expect.stringContaining('refused') });
  expect(await stop(shop)).toHaveLength(1);
  const other = await desk.issueLift();
  expect(await desk.run(other.id, manual)).toMatchObject({ state: 'failed' });
  expect(await stop(other.shop)).toEqual([]);
}); // prettier-ignore

it('orders at once that a measure stands whose lift got no answer, and does not fall for a late one', async () => {
  const { shop, id } = await desk.issueLift();
  await desk.takeJobs();
  desk.simulator.behave(ALL_TERMINALS, behaviour('never_answer'));
  await desk.impatient(150).send(id);
  const [reversal] = await stop(shop);
  desk.simulator.behave(ALL_TERMINALS, behaviour('confirm'));
  expect(await desk.run(reversal as string)).toMatchObject({ state: 'confirmed' });
  expect(await desk.command(id)).toMatchObject({ state: 'withdrawn' });
  // It was done after all, and perhaps after it was taken back: that is taken back again.
  expect(await callback({ id, state: 'confirmed' })).toBe(204);
  expect(await levels(shop)).toEqual(['F4']);
  const again = (await desk.commandsOf(shop)).filter(({ purpose, state }) => purpose === 'reverse' && state === 'pending');
  expect(again).toHaveLength(1);
  expect(await desk.run(again[0]!.id)).toMatchObject({ state: 'confirmed' });
  expect([await levels(shop), terminalOf(shop)]).toEqual([['F4'], ['F4']]);
}); // prettier-ignore

it('puts back what was lifted and narrowed already, but money that is gone stays gone', async () => {
  const shop = await desk.freeze([F4, F5, { level: 'F3', scope: 'credit_cards' }]);
  const [f3, f4, f5] = shop.measures.toSorted((a, b) => a.level.localeCompare(b.level));
  await desk.issue(shop, [
    { kind: 'lift', measureId: f5!.id },
    { kind: 'narrow', measureId: f4!.id, to: { level: 'F1', limitDailyFen: 5_000 } },
    { kind: 'lift', measureId: f3!.id },
  ]);
  await desk.runAll(shop);
  expect(await levels(shop)).toEqual(['F1']);
  expect(await stop(shop)).toHaveLength(3);
  const all = await desk.runAll(shop);
  expect(all.every(({ state }) => state === 'confirmed')).toBe(true);
  expect((await levels(shop)).sort()).toEqual(['F3', 'F4', 'F5']);
  expect(terminalOf(shop).sort()).toEqual(['F3', 'F4', 'F5']);
  const again = await act((tx) => desk.measures.inForceOfCase(tx, shop.caseId));
  expect(again.find(({ level }) => level === 'F5')).toMatchObject({ heldAmountFen: null, heldGround: 'review' });
}); // prettier-ignore

it('leaves an earlier restore alone: only what this one did is taken back', async () => {
  const { shop } = await desk.issueLift();
  await desk.runAll(shop);
  const measures = await desk.impose(shop.caseId, shop.terminal.id, [{ level: 'F1', scope: 'terminal' }]);
  await desk.issue({ ...shop, measures });
  expect(await desk.standing(shop.caseId)).toMatchObject({ total: 1, open: 1 });
  await desk.runAll(shop);
  expect(await levels(shop)).toEqual([]);
  await stop(shop);
  await desk.runAll(shop);
  expect(await levels(shop)).toEqual(['F1']);
});

it('a new decision speaks in the place of commands that failed', async () => {
  const { shop, id } = await desk.issueLift();
  desk.simulator.behave(ALL_TERMINALS, behaviour('refuse'));
  expect(await desk.run(id)).toMatchObject({ state: 'failed', attempts: 1 });
  expect(await desk.standing(shop.caseId)).toMatchObject({ total: 1, failed: 1 });
  await desk.issue(shop, []);
  expect(await desk.standing(shop.caseId)).toMatchObject({ total: 0, failed: 0 });
});
