import { ClockAudit, ClockHistories } from '@thaw/cases';
import { LIFECYCLE } from '@thaw/cases/domain';
import { Database } from '@thaw/platform';
import { CalendarsQuery } from '@thaw/sla';
import fc from 'fast-check';
import { IS_FULLER } from '../support/fuller';
import { Dice } from './model/dice';
import { AllowedActs, BringFile, Led, Notice, Scan, TimePasses, WildAct } from './model/moves';
import { RowCounts, rowName } from './model/row-counts';
import { World } from './model/world';

/** How often every row of the lifecycle is taken before it is enough: the proof `model` asks for ten, every day none. */
const TIMES = Number(process.env['THAW_MODEL_TIMES'] ?? 0);
/** And at least so many moves: what must never be is looked for in more than one way to each row. */
const LEAST_MOVES = 2_000;
const MOVES_A_ROUND = TIMES > 0 ? 100 : IS_FULLER ? 70 : 30;
/** Every day this many; in the proof, a row that has not come up by then is one that nobody can reach. */
const MOST_MOVES = TIMES > 0 ? 12_000 : IS_FULLER ? 140 : 60;
const SHOPS = 14;

const times = <T>(count: number, kind: T): T[] => Array.from({ length: count }, () => kind);
/** Half of all that is done is drawn from what the desk says is open, four people at once; the rest is anything, or leads on. */
const KINDS = [
  ...times(5, AllowedActs),
  ...times(6, Led),
  ...times(2, WildAct),
  Notice,
  BringFile,
  Scan,
  TimePasses,
];
const move = fc
  .array(fc.nat(1_000_000), { minLength: 8, maxLength: 8 })
  .map(([kind = 0, ...numbers]) => new KINDS[kind % KINDS.length]!(numbers));

jest.setTimeout(1_500_000);

let world: World | null = null;
const counts = new RowCounts();
beforeAll(async () => {
  counts.listen();
  const built = await World.build(SHOPS);
  world = built;
  for (let open = 0; open < 6; open++) await built.notice(new Dice([open]));
});
afterAll(() => world?.desk.stop());

/**
 * Round after round in one world, each by its own seed: the seeds, from the first on, make the same choices again. Ids and
 * the moments of jobs are drawn anew each time, so that a failure tells the story of its case rather than rely on them.
 */
it('keeps its promises whatever people, time and the terminal system do', async () => {
  const real = world!;
  let seed = 1;
  const tell = (): void => {
    process.stdout.write(`${counts.movesMade} moves on ${real.subjects.length} cases, seeds 1 to ${seed}\n${counts.table()}`);
    process.stdout.write(`refused: ${counts.commonRefusals()}\n`);
  };
  const isEnough = (): boolean => TIMES > 0 && counts.movesMade >= LEAST_MOVES && counts.rarerThan(TIMES).length === 0;
  for (seed = 1; !isEnough() && counts.movesMade < MOST_MOVES; seed++) {
    const round = fc.asyncProperty(fc.commands([move], { maxCommands: MOVES_A_ROUND, size: 'max' }), async (commands) => {
      await fc.asyncModelRun(() => ({ model: { counts }, real }), commands);
    });
    const rare = counts.rarerThan(Math.max(1, TIMES));
    const scarcest = [...rare].sort((one, other) => counts.of(one) - counts.of(other)).slice(0, 6);
    const told = scarcest.map((row) => `${counts.of(row)} × ${rowName(row)}`).join('; ');
    process.stdout.write(`seed ${seed}: after ${counts.movesMade} moves ${rare.length} rows are still to come: ${told}\n`);
    await fc.assert(round, { numRuns: 1, seed, endOnFailure: true }).catch((error: unknown) => {
      tell();
      throw error;
    });
  }
  tell();
  expect(counts.rarerThan(TIMES).map(rowName)).toEqual([]);
  // However few the moves: the desk was gone through, and not only knocked at.
  expect(counts.rarerThan(1).length).toBeLessThan(LIFECYCLE.length / 2);
}); // prettier-ignore

it('can tell every clock of it from its events alone', async () => {
  const { desk } = world!;
  await desk.untilIdle();
  const database = new Database({ databaseUrl: desk.database.url, databasePoolSize: 2 });
  const audit = new ClockAudit(
    database,
    new ClockHistories(new CalendarsQuery({ timeZone: 'Asia/Shanghai' })),
  );
  let looked = 0;
  const differing: unknown[] = [];
  for await (const one of audit.differing(desk.clock.now(), (cases) => (looked += cases)))
    differing.push(one);
  await database.onApplicationShutdown();
  expect(differing).toEqual([]);
  expect(looked).toBeGreaterThan(0);
});
