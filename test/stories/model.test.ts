import { LIFECYCLE } from '@thaw/cases/domain';
import fc from 'fast-check';
import { Dice } from './model/dice';
import { AllowedAct, BringFile, GoOn, Notice, Scan, TimePasses, WildAct } from './model/moves';
import { RowCounts, rowName } from './model/row-counts';
import { World } from './model/world';

/** How often every row of the lifecycle is taken before it is enough: the proof `model` asks for ten, every day none. */
const TIMES = Number(process.env['THAW_MODEL_TIMES'] ?? 0);
const MOVES_A_ROUND = 400;
/** Every day this many; in the proof, a row that has not come up by then is one that nobody can reach. */
const MOST_MOVES = TIMES > 0 ? 12_000 : 600;
const SHOPS = 14;

/** Of 44 moves 24 are drawn from what the desk says is open, 12 are anything by anyone. */
const KINDS = [
  ...Array.from({ length: 16 }, () => GoOn),
  ...Array.from({ length: 8 }, () => AllowedAct),
  ...Array.from({ length: 12 }, () => WildAct),
  ...Array.from({ length: 3 }, () => Notice),
  ...Array.from({ length: 2 }, () => BringFile),
  ...Array.from({ length: 2 }, () => Scan),
  TimePasses,
];
const move = fc
  .array(fc.nat(1_000_000), { minLength: 8, maxLength: 8 })
  .map(([kind = 0, ...numbers]) => new KINDS[kind % KINDS.length]!(numbers));

jest.setTimeout(1_500_000);

let world: World;
const counts = new RowCounts();
beforeAll(async () => {
  counts.listen();
  world = await World.build(SHOPS);
  for (let open = 0; open < 6; open++) await world.notice(new Dice([open]));
});
afterAll(() => world.desk.stop());

/** Round after round in one world, each by its own seed: a failure is played again from the first. */
it('keeps its promises whatever people, time and the terminal system do', async () => {
  let moves = 0;
  const tell = (): void => {
    process.stdout.write(`${moves} moves on ${world.subjects.length} cases; ${counts.table()}`);
    process.stdout.write(`refused: ${counts.commonRefusals()}\n`);
  };
  const isEnough = (): boolean => TIMES > 0 && counts.rarerThan(TIMES).length === 0;
  for (let seed = 1; !isEnough() && moves < MOST_MOVES; seed++) {
    const round = fc.asyncProperty(fc.commands([move], { maxCommands: MOVES_A_ROUND, size: 'max' }), async (commands) => {
      moves += [...commands].length;
      await fc.asyncModelRun(() => ({ model: { counts }, real: world }), commands);
    });
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
