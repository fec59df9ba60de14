import { isDomainError, systemActor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { RegistryService, type MeasureCommand } from '@thaw/registry';
import { ALL_TERMINALS, behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';
import { GatewayDesk, type FrozenShop } from '../factories/registry-gateway';
import { newTerminal } from '../factories/registry';

const SETUP = systemActor('setup');

let desk: GatewayDesk;
beforeAll(async () => (desk = await GatewayDesk.start()));
afterAll(() => desk.stop());
beforeEach(() => desk.simulator.behave(ALL_TERMINALS, behaviour('confirm')));

const act = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => desk.database.asActor(SETUP, work);
const ofCase = ({ caseId }: FrozenShop) => act((tx) => desk.measures.inForceOfCase(tx, caseId));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) =>
      isDomainError(error) ? [error.code, error.context.field ?? error.context.rule] : error,
  );

it('shows a measure on the whole merchant on every terminal, and one on a terminal there alone', async () => {
  const shop = await desk.freeze([
    { level: 'F4', scope: 'terminal' },
    { level: 'F5', scope: 'merchant', heldAmountFen: 9_007_199_254_740_991, heldGround: 'review' },
  ]);
  const sibling = await act((tx) =>
    desk.api.app.get(RegistryService).registerTerminal(tx, newTerminal(shop.merchant.id)),
  );
  const stranger = await desk.freeze();
  const levels = async (terminalId: string) =>
    (await act((tx) => desk.measures.measuresInForce(tx, terminalId))).map(({ level }) => level).sort();
  expect(await levels(shop.terminal.id)).toEqual(['F4', 'F5']);
  expect(await levels(sibling.id)).toEqual(['F5']);
  expect(await levels(stranger.terminal.id)).toEqual(['F4']);
  const [held] = await act((tx) => desk.measures.measuresInForce(tx, sibling.id));
  expect(held).toMatchObject({ caseId: shop.caseId, heldAmountFen: 9_007_199_254_740_991 });
});

it('names the measure at fault among those imposed', async () => {
  const shop = await desk.freeze();
  const drafts = [
    { level: 'F2', scope: 'settlement' },
    { level: 'F3', scope: 'settlement' },
  ];
  expect(await codeOf(desk.impose(shop.caseId, shop.terminal.id, drafts))).toEqual([
    'INVALID_REQUEST',
    'measures[1].scope',
  ]);
  expect(await ofCase(shop)).toHaveLength(1);
});

it('lifts once', async () => {
  const { measures } = await desk.freeze();
  const id = measures[0]?.id as string;
  const lift = () => act((tx) => desk.measures.lift(tx, id, desk.clock.now()));
  expect([await lift(), await lift()]).toEqual([true, false]);
});

it('a confirmed narrowing ends the measure and puts the lesser one in its place, on record', async () => {
  const shop = await desk.freeze([{ level: 'F4', scope: 'terminal' }]);
  const old = shop.measures[0]?.id as string;
  desk.clock.advance(60_000);
  const [id] = await desk.issue(shop, [
    { kind: 'narrow', measureId: old, to: { level: 'F1', limitDailyFen: 500_000 } },
  ]);
  expect((await ofCase(shop)).map(({ level }) => level)).toEqual(['F4']);
  await desk.run(id as string);
  expect(desk.simulator.command(id as string)?.content).toContain('"limitDailyFen":500000');
  expect(await ofCase(shop)).toMatchObject([{ level: 'F1', scope: 'terminal', limitDailyFen: 500_000 }]);
  const history = await act((tx) => desk.measures.historyOfCase(tx, shop.caseId));
  expect(history.map(({ level, liftedAt }) => [level, liftedAt !== null])).toEqual([
    ['F4', true],
    ['F1', false],
  ]);
});

it('commands only measures in force of the case itself, each once', async () => {
  const [shop, other] = [await desk.freeze(), await desk.freeze()];
  const lift = (measureId: string | undefined): MeasureCommand => ({
    kind: 'lift',
    measureId: measureId as string,
  });
  const own = shop.measures[0]?.id;
  const refused = ['GUARD_REFUSED', 'measures.in_force'];
  expect(await codeOf(desk.issue(shop, [lift(other.measures[0]?.id)]))).toEqual(refused);
  expect(await codeOf(desk.issue(shop, [lift(own), lift(own)]))).toEqual(['INVALID_REQUEST', 'measureId']);
  await act((tx) => desk.measures.lift(tx, own as string, desk.clock.now()));
  expect(await codeOf(desk.issue(shop, [lift(own)]))).toEqual(refused);
  expect(await desk.issue(shop, [])).toEqual([]);
  expect(await desk.standing(shop.caseId)).toEqual({ total: 0, confirmed: 0, failed: 0, open: 0 });
  expect(await desk.takeJobs()).toEqual([]);
});
