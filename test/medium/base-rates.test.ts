import { randomUUID } from 'node:crypto';
import { ClearedCases } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { BaseRatesService, REFERENCE_POPULATION } from '@thaw/risk';
import { registerShop } from '../factories/registry';
import { RuleSetRoom, type RuleSetAnswer } from '../support/rule-set-room';

let room: RuleSetRoom;
let rates: BaseRatesService;
beforeAll(async () => {
  room = await RuleSetRoom.open();
  // What is measured is the same for fewer shops, and sooner told.
  jest.replaceProperty(REFERENCE_POPULATION, 'shops', 6);
  rates = room.api.app.get(BaseRatesService, { strict: false });
});
afterAll(() => room.close());

interface Rate {
  readonly source: { readonly zh: string; readonly en: string };
  readonly size: number;
  readonly firedPercent: number;
  readonly findings: number;
}
interface Rates {
  readonly reference: Rate | null;
  readonly desk: Rate | null;
  readonly note: { readonly zh: string; readonly en: string } | null;
}

const ratesOf = (set: RuleSetAnswer, code: string, profile = 'low_rate'): Rates =>
  (set.rules.find((rule) => rule.code === code) as unknown as { baseRates: Record<string, Rates> }).baseRates[
    profile
  ]!;
const jobs = async (): Promise<string[]> => {
  const rows = await room.api.database.query<{ id: string }>(
    `SELECT payload->>'ruleSetId' AS id FROM outbox WHERE job = 'base_rates.measure' ORDER BY outbox.id`,
  );
  return rows.map(({ id }) => id);
};
const idOf = async ({ number }: RuleSetAnswer): Promise<string> =>
  (await room.api.database.query<{ id: string }>('SELECT id FROM rule_set WHERE number = $1', [number]))[0]!
    .id;

it('has the rates of the defaults from the start, each with its source and size', async () => {
  const set = await room.get(1);
  // Counted over the same 200 shops by a run of its own: R6b fired in 32 of them, 37 times in 1,200 shop-months.
  expect(ratesOf(set, 'R6b')).toEqual({
    reference: {
      source: {
        zh: '参照群体：200 家模拟的普通商户，各 6 个月',
        en: 'Reference population: 200 simulated ordinary shops, 6 months each',
      },
      size: 200,
      firedPercent: 16,
      findings: 0.03,
    },
    desk: null,
    note: null,
  });
  expect(ratesOf(set, 'R6b', 'standard').reference).toMatchObject({ firedPercent: 0, findings: 0 });
  expect(ratesOf(set, 'R3').reference).toMatchObject({ firedPercent: 100, findings: 1 });
  expect(ratesOf(set, 'X8')).toMatchObject({
    reference: null,
    note: { en: expect.stringContaining('facts') },
  });
});

it('measures by a job what a set runs otherwise, once, and shows it then', async () => {
  const { sun } = room;
  const heavier = await room.edited(sun, await room.draft(), [{ code: 'R6b', weight: 1 }]);
  await room.taken(sun, heavier, 'start-shadow');
  expect(await jobs()).toEqual([]);

  const wider = await room.edited(sun, await room.draft(), [{ code: 'R6b', parameters: { gap: 86_400 } }]);
  expect(ratesOf(wider, 'R6b')).toMatchObject({
    reference: null,
    note: { zh: expect.stringContaining('尚未测算') },
  });
  await room.taken(sun, wider, 'submit');
  const id = await idOf(wider);
  expect(await jobs()).toEqual([id]);
  // Lost with the queue: asked for again, but not while it may be under way.
  const inMinutes = (minutes: number): Date => new Date(Date.now() + minutes * 60_000);
  await rates.askForMissing(inMinutes(9));
  expect(await jobs()).toHaveLength(1);
  await rates.askForMissing(inMinutes(11));
  expect(await jobs()).toEqual([id, id]);

  await Promise.all([rates.measure(id), rates.measure(id)]);
  const measured = await room.get(wider.number);
  expect(ratesOf(measured, 'R6b').note).toBeNull();
  expect(ratesOf(measured, 'R6b').reference).toMatchObject({ size: 6, firedPercent: 100 });
  expect(ratesOf(measured, 'R6b', 'standard').reference).toMatchObject({ firedPercent: 0 });
  await rates.askForMissing(inMinutes(30));
  expect(await jobs()).toHaveLength(2);
  const again = await room.edited(sun, await room.draft(), [{ code: 'R6b', parameters: { gap: 86_400 } }]);
  expect(ratesOf(again, 'R6b').reference).toEqual(ratesOf(measured, 'R6b').reference);
});

it('counts the desk’s own cases that were closed as unfounded, once there are fifty', async () => {
  const cleared = room.api.app.get(ClearedCases, { strict: false });
  const { merchant, terminal } = await room.api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) =>
      registerShop(tx, room.api.app.get(RegistryService, { strict: false }), {}),
    );
  const facts = { feeProfile: 'low_rate', fixes: null };
  const rules = [
    { code: 'R6b', version: 1, parameters: { gap: 600 } },
    { code: 'X8', version: 1, parameters: { radius: 500, speed: 120 } },
  ];
  let made = 0;
  /** Closed cases with two scans each, of which the last found something in so many. */
  const close = async (cases: number, outcome: string, hits: number): Promise<void> => {
    for (let i = 0; i < cases; i++) {
      const [id, before, last] = [randomUUID(), randomUUID(), randomUUID()];
      await room.api.database.query(
        `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reference_version,
           opened_at, opened_by, opened_via, state_since, closed_at, resolution, outcome)
         VALUES ($1, $2, 1, 1, $3, $4, 'closed', 1, now(), 'x', 'agent', now(), now(), 'restored', $5)`,
        [id, `FZ-20261101-${String(++made).padStart(4, '0')}`, terminal.id, merchant.id, outcome],
      );
      for (const [n, scanId] of [before, last].entries()) {
        await room.api.database.query(
          `INSERT INTO scan (id, terminal_id, case_id, state, rules, facts, time_zone, currency, cut_off_at, created_by, created_at)
           VALUES ($1, $2, $3, 'finished', $4, $5, 'Asia/Shanghai', 'CNY', now(), 'x', now() + make_interval(secs => $6))`,
          [scanId, terminal.id, id, JSON.stringify(rules), JSON.stringify(facts), n],
        );
      }
      const found = i < hits ? [before, last, last] : [before];
      for (const scanId of found) {
        await room.api.database.query(
          `INSERT INTO finding (id, scan_id, ordinal, rule, rule_version, weight, finding_key, from_at, to_at, count, sum_fen,
             measured, threshold, unit, details, parameters, transaction_ids)
           VALUES ($1::uuid, $2, 0, 'R6b', 1, 12, $1::text, now(), now(), 1, 1, 1, 1, 'seconds', '{}', '{}', '{1}')`,
          [randomUUID(), scanId],
        );
      }
    }
  };
  await close(49, 'U', 10);
  await close(10, 'T', 10);
  expect(await cleared.measureRules()).toBe(0);
  expect(ratesOf(await room.get(1), 'R6b').desk).toBeNull();

  await close(1, 'U', 1);
  // X8 had no fixes to look at in any of them.
  expect(await cleared.measureRules()).toBe(1);
  const desk = { source: { zh: expect.stringContaining('本台'), en: expect.stringContaining('own') } };
  expect(ratesOf(await room.get(1), 'R6b').desk).toEqual({
    ...desk,
    size: 50,
    firedPercent: 22,
    findings: 0.44,
  });
  expect(ratesOf(await room.get(1), 'R6b', 'standard').desk).toBeNull();
  expect(ratesOf(await room.get(1), 'R6b').reference).toMatchObject({ size: 200 });

  await close(50, 'U', 0);
  await cleared.measureRules();
  expect(ratesOf(await room.get(1), 'R6b').desk).toMatchObject({ size: 100, firedPercent: 11 });

  // Cases that are cleared no more leave no figure of theirs behind.
  await room.api.database.query(`UPDATE freeze_case SET outcome = 'UR' WHERE outcome = 'U'`);
  expect(await cleared.measureRules()).toBe(0);
  expect(ratesOf(await room.get(1), 'R6b').desk).toBeNull();
});
