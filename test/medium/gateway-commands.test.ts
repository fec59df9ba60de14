import { randomUUID } from 'node:crypto';
import { isDomainError, systemActor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { ALL_TERMINALS, behaviour, type Mode } from '../../apps/cli/src/gateway-simulator/behaviour';
import { GatewayDesk, type FrozenShop } from '../factories/registry-gateway';

const SETUP = systemActor('setup');

let desk: GatewayDesk;
beforeAll(async () => (desk = await GatewayDesk.start()));
afterAll(() => desk.stop());
beforeEach(() => desk.simulator.behave(ALL_TERMINALS, behaviour('confirm')));

const act = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => desk.database.asActor(SETUP, work);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) =>
      isDomainError(error) ? [error.code, error.context.rule ?? error.context.field] : error,
  );
const levels = async ({ caseId }: FrozenShop): Promise<string[]> =>
  (await act((tx) => desk.measures.inForceOfCase(tx, caseId))).map(({ level }) => level);
const historyOf = async ({ caseId }: FrozenShop): Promise<string[]> =>
  (await act((tx) => desk.measures.eventsOfCase(tx, caseId))).map(({ type }) => type);
const terminalOf = ({ terminal }: FrozenShop): string[] =>
  desk.simulator.measuresOf(terminal.terminalNo).map(({ level }) => level);

/** A measure that the desk orders itself, and the command that imposes it. */
async function imposed(level = 'F4', raises: string | null = null, on?: FrozenShop) {
  const shop = on ?? (await desk.freeze([]));
  const of = { caseId: shop.caseId, terminalId: shop.terminal.id };
  const id = await act(async (tx) => {
    const ordered = { confirmBy: desk.clock.now(), replacesId: raises };
    const [measure] = await desk.measures.impose(tx, { ...of, ordered }, [{ level, scope: 'terminal' }], desk.clock.now());
    const [command] = await desk.commands.issue(tx, { ...of, purpose: 'impose' }, [{ kind: 'freeze', measureId: measure!.id }], desk.clock.now());
    return command as string;
  });
  return { shop, id };
} // prettier-ignore

describe('commands that give nothing back', () => {
  it('a freeze is in force once it is ordered, and applied once the terminal system says so', async () => {
    const { shop, id } = await imposed();
    expect([await levels(shop), terminalOf(shop)]).toEqual([['F4'], []]);
    expect(await desk.run(id)).toMatchObject({ state: 'confirmed', confirmed_via: 'gateway' });
    expect([await levels(shop), terminalOf(shop)]).toEqual([['F4'], ['F4']]);
    expect(await historyOf(shop)).toEqual(['imposed', 'applied']);
    expect(await desk.toldEnds()).toContain(id);
    // It counts for no restore.
    expect([await desk.standing(shop.caseId), await desk.settledJobs(shop.caseId)]).toEqual([
      { total: 0, confirmed: 0, failed: 0, open: 0 },
      0,
    ]);
  });

  it('a raised measure ends when the higher one is applied, and not before', async () => {
    const shop = await desk.freeze([{ level: 'F1', scope: 'terminal' }]);
    const { id } = await imposed('F4', shop.measures[0]!.id, shop);
    expect(await levels(shop)).toEqual(['F1', 'F4']);
    await desk.run(id);
    expect([await levels(shop), terminalOf(shop)]).toEqual([['F4'], ['F4']]);
    expect(await historyOf(shop)).toEqual(['imposed', 'imposed', 'applied', 'raised']);
  });

  it('binds and retires devices by their serial numbers, in their own time', async () => {
    const shop = await desk.freeze();
    const { terminalNo } = shop.terminal;
    const order = { purpose: 'replace' } as const;
    const [bind] = await desk.issue(shop, [{ kind: 'bind', serialNo: 'NEW-1' }], order);
    await desk.run(bind as string);
    expect(desk.simulator.deviceOf(terminalNo)).toBe('NEW-1');
    const [retire] = await desk.issue(shop, [{ kind: 'retire', serialNo: 'NEW-1' }], order);
    expect(await desk.run(retire as string)).toMatchObject({ state: 'confirmed', kind: 'retire' });
    expect(desk.simulator.deviceOf(terminalNo)).toBeNull();
    expect(await desk.toldEnds()).toEqual(expect.arrayContaining([bind, retire]));
    expect(await levels(shop)).toEqual(['F4']);
  });
});

describe('held money', () => {
  const held = { level: 'F5', scope: 'settlement', heldAmountFen: 900, heldGround: 'review' } as const;

  it('is released by a command of its own when the measure is lifted', async () => {
    const shop = await desk.freeze([held]);
    const ids = await desk.issue(shop);
    expect((await desk.commandsOf(shop)).map(({ kind }) => kind).sort()).toEqual(['lift', 'release']);
    await desk.run(ids[0] as string);
    expect(await desk.standing(shop.caseId)).toMatchObject({ total: 2, confirmed: 2 });
    const [measure] = await act((tx) => desk.measures.historyOfCase(tx, shop.caseId));
    expect(measure?.releasedAt).toBeInstanceOf(Date);
    expect((await historyOf(shop)).sort()).toEqual(['imposed', 'lifted', 'released']);
  });

  it('can be released in part: the measure goes on with what is left', async () => {
    const shop = await desk.freeze([held]);
    const release = (amountFen: number | null) => [
      { kind: 'release', measureId: shop.measures[0]!.id, amountFen } as const,
    ];
    const order = { purpose: 'ease' } as const;
    expect(await codeOf(desk.issue(shop, release(901), order))).toEqual(['INVALID_REQUEST', 'amountFen']);
    const eased = act(async (tx) => {
      await tx.query(`SELECT set_config('thaw.actor', 'user:00000000-0000-4000-8000-0000000000e1', true)`);
      const of = { caseId: shop.caseId, terminalId: shop.terminal.id, purpose: 'ease' } as const;
      return desk.commands.issue(tx, of, release(300), desk.clock.now());
    });
    await desk.run((await eased)[0] as string);
    const [measure] = await act((tx) => desk.measures.inForceOfCase(tx, shop.caseId));
    expect(measure).toMatchObject({ level: 'F5', heldAmountFen: 600, releasedAt: null });
  });

  it('that a measure does not hold cannot be released', async () => {
    const shop = await desk.freeze();
    const release = { kind: 'release', measureId: shop.measures[0]!.id, amountFen: null } as const;
    expect(await codeOf(desk.issue(shop, [release]))).toEqual(['GUARD_REFUSED', 'release.held']);
  });
});

it('a measure is not commanded twice at once, and not eased by who set it, whatever way is tried', async () => {
  const shop = await desk.freeze();
  await desk.issue(shop);
  expect(await codeOf(desk.issue(shop))).toEqual(['GUARD_REFUSED', 'measures.command_open']);
  const other = await desk.freeze();
  await expect(desk.issue(other, undefined, { purpose: 'ease' })).rejects.toThrow('eased by another');
  await expect(
    act((tx) => tx.query(`UPDATE measure SET level = 'F1' WHERE id = $1`, [other.measures[0]!.id])),
  ).rejects.toThrow('not rewritten');
});

describe('what fails in ways of its own', () => {
  it.each<[Mode, object, string]>([
    ['answer_late', { delayMs: 400 }, 'confirmed'],
    ['callbacks_out_of_order', {}, 'confirmed'],
    ['wrong_signature', {}, 'confirmed'],
    ['stall', {}, 'failed'],
  ])('%s ends right', async (mode, over, end) => {
    const { shop, id } = await desk.issueLift();
    desk.simulator.behave(shop.terminal.terminalNo, behaviour(mode, over));
    const row = await desk.run(id, desk.impatient(150));
    expect(row.state).toBe(end);
    expect(desk.simulator.command(id)?.executions).toBe(end === 'confirmed' ? 1 : 0);
    expect(await levels(shop)).toEqual(end === 'confirmed' ? [] : ['F4']);
    if (mode === 'wrong_signature') expect(desk.simulator.callbackStatuses).toContain(401);
  });

  it('its own deadline ends what the terminal system never does', async () => {
    const shop = await desk.freeze();
    desk.simulator.behave(shop.terminal.terminalNo, behaviour('stall'));
    const deadlineAt = new Date(desk.clock.now().getTime() + 30_000);
    const [id] = await desk.issue(shop, undefined, { deadlineAt });
    const row = await desk.run(id as string);
    expect(row).toMatchObject({
      state: 'failed',
      last_error: 'the deadline has passed: accepted, but never confirmed',
    });
    expect(row.attempts).toBeLessThan(8);
  });

  it('what was not sent in time is not sent any more', async () => {
    const { id } = await desk.issueLift();
    await desk.takeJobs();
    desk.clock.advance(2 * 3_600_000);
    await desk.commands.sendDue(desk.clock.now());
    expect(await desk.run(id)).toMatchObject({ state: 'failed', attempts: 0 });
    expect(desk.simulator.command(id)).toBeUndefined();
  });
});

describe('a confirmation by hand', () => {
  const person = async (): Promise<string> => {
    const id = randomUUID();
    await desk.api.database.query(
      `INSERT INTO app_user (id, login, display_name, password_hash, created_at) VALUES ($1::uuid, $1::text, 'p', 'x', now())`,
      [id],
    );
    return id;
  };
  const proof = { channel: 'phone', fileId: null, noted: true };
  const now = () => desk.clock.now();

  it('needs two persons, and then counts like any other', async () => {
    const { shop, id } = await desk.issueLift();
    desk.simulator.behave(ALL_TERMINALS, behaviour('refuse'));
    await desk.run(id);
    const [first, second] = [await person(), await person()];
    expect(await act((tx) => desk.signatures.sign(tx, [id], first, proof, now()))).toBe(1);
    expect(await act((tx) => desk.signatures.sign(tx, [id], second, proof, now()))).toBe(0);
    expect(await desk.command(id)).toMatchObject({ state: 'failed' });
    expect(await codeOf(act((tx) => desk.signatures.countersign(tx, [id], first, now())))).toEqual([
      'SEPARATION_OF_DUTIES',
      'manual_confirmation.second_person',
    ]);
    const told = await desk.settledJobs(shop.caseId);
    expect(await act((tx) => desk.signatures.countersign(tx, [id], second, now()))).toBe(1);
    expect(await desk.command(id)).toMatchObject({ state: 'confirmed', confirmed_via: 'manual' });
    expect([await levels(shop), await desk.settledJobs(shop.caseId)]).toEqual([[], told + 1]);
    expect(await act((tx) => desk.signatures.openOfCase(tx, shop.caseId))).toEqual([]);
  });

  it('is held by the database too: no proof, one person or no signature is no confirmation', async () => {
    const { id } = await desk.issueLift();
    const first = await person();
    const sign = (over: object) =>
      act((tx) => desk.signatures.sign(tx, [id], first, { ...proof, ...over }, now()));
    await expect(sign({ noted: false })).rejects.toThrow('manual_confirmation_proof');
    const byHand = `UPDATE gateway_command SET state = 'confirmed', confirmed_via = 'manual' WHERE id = $1`;
    await expect(act((tx) => tx.query(byHand, [id]))).rejects.toThrow('by two persons');
    await sign({});
    await expect(act((tx) => tx.query(byHand, [id]))).rejects.toThrow('by two persons');
    await expect(
      act((tx) =>
        tx.query('UPDATE manual_confirmation SET countersigned_by = signed_by, countersigned_at = now()'),
      ),
    ).rejects.toThrow('second_person');
  });
});
