import { ExportFolder, noteSigner, originOf, verifyDatabase, type Verdict } from '@thaw/audit';
import { ClockAudit, ClockHistories } from '@thaw/cases';
import { CalendarsQuery } from '@thaw/sla';
import { runs } from '../support/fuller';
import { redisAvailable } from '../support/redis-peer';
import { Cast } from './harness/cast';
import { KINDS, told } from './harness/faults';
import { Rounds, type Round } from './harness/round';
import { timeOf } from './harness/settling';
import { PARTS, LINES, StandingDesk, type QueuePlace } from './harness/standing-desk';

/** `npm run prove -- faults` asks for a thousand. */
const ROUNDS = Number(process.env['THAW_FAULT_ROUNDS'] ?? runs(50, 2));
/** The first round's; each one after it has the next. The same seed makes the same choices again. */
const SEED = Number(process.env['THAW_FAULT_SEED'] ?? Date.now() % 1_000_000);
/** No round begins after this time; what was played till then is told as it is. */
const MINUTES = Number(process.env['THAW_FAULT_MINUTES'] ?? Infinity);
/** A desk that has grown old is left for another. */
const ROUNDS_A_DESK = 100;

const hasRedis = redisAvailable() || process.env['CI'] === 'true';

const played: Round[] = [];
const began = Date.now();
const isTimeLeft = (): boolean => Date.now() - began < MINUTES * 60_000;

it(`loses nothing and doubles nothing in ${ROUNDS} rounds of kills, pauses, restarts, and lines that are cut or slow`, async () => {
  process.stdout.write(`seeds ${SEED} to ${SEED + ROUNDS - 1}\n`);
  try {
    while (played.length < ROUNDS && isTimeLeft())
      await onOneDesk(SEED + played.length, Math.min(ROUNDS_A_DESK, ROUNDS - played.length));
  } finally {
    process.stdout.write(table());
  }
  expect(all('other')).toEqual([]);
  expect([all('lost'), all('doubled')]).toEqual([[], []]);
  // Rounds in which hardly anything was done or met would show nothing.
  const sum = (count: (round: Round) => number): number => played.reduce((total, round) => total + count(round), 0);
  expect(sum(({ accepted }) => accepted)).toBeGreaterThan(4 * played.length);
  if (played.length >= 50) expect(sum(({ unanswered }) => unanswered)).toBeGreaterThan(played.length);
}, 7_200_000); // prettier-ignore

/** Half of its rounds with the queues in Redis, half in PostgreSQL; one that is broken is left, and the next is another. */
async function onOneDesk(first: number, rounds: number): Promise<void> {
  const desk = await StandingDesk.start(hasRedis ? 'redis' : 'postgres');
  let cast: Cast | null = null;
  try {
    cast = await Cast.gather(desk);
    const game = new Rounds(desk, cast);
    await game.listenByWebhook();
    for (let round = 0; round < rounds && isTimeLeft(); round++) {
      const place: QueuePlace = hasRedis && round < rounds / 2 ? 'redis' : 'postgres';
      const one = await game.play(first + round, place);
      played.push(one);
      process.stdout.write(line(one));
      if (!hasBreach(one)) continue;
      process.stdout.write(`${JSON.stringify(one.breaches, null, 1)}\n`);
      return;
    }
    expect(await auditOf(desk, cast)).toMatchObject({ difference: null, uncovered: 0 });
    expect(await clocksThatDiffer(desk, cast)).toEqual([]);
  } finally {
    await cast?.close();
    await desk.stop();
  }
}

async function auditOf(desk: StandingDesk, cast: Cast): Promise<Verdict> {
  await cast.signAudit();
  const [row] = await desk.query<{ id: string }>('SELECT id FROM desk');
  const { key, exportDir } = cast.config.audit;
  if (!row || !key || exportDir === null) throw new Error('nothing was signed or exported');
  return verifyDatabase(cast.database, new ExportFolder(exportDir), [noteSigner(originOf(row.id), key)]);
}

/** Of every case each clock, reckoned anew from its events, and each of its steps. */
async function clocksThatDiffer(desk: StandingDesk, cast: Cast): Promise<readonly unknown[]> {
  const calendars = new CalendarsQuery({ timeZone: 'Asia/Shanghai' });
  const audit = new ClockAudit(cast.database, new ClockHistories(calendars));
  const differing: unknown[] = [];
  for await (const one of audit.differing(await timeOf(desk), () => undefined)) differing.push(one);
  return differing;
}

const hasBreach = ({ breaches: { lost, doubled, other } }: Round): boolean =>
  lost.length + doubled.length + other.length > 0;

const all = (which: 'lost' | 'doubled' | 'other'): readonly string[] =>
  played.flatMap(({ breaches }) => breaches[which]);

function line({ seed, place, faults, accepted, refused, unanswered, seen, workedMs, settledMs }: Round): string {
  const [commands, mails, webhooks, steps] = seen;
  return `${seed} (${place}): ${faults.map(told).join(', ')}; ${accepted} accepted, ${refused} refused, ${unanswered} unanswered in ${workedMs} ms, settled in ${settledMs} ms; so far ${commands} commands, ${mails} mails, ${webhooks} webhooks, ${steps} steps of clocks\n`;
} // prettier-ignore

/** Rounds, what befell whom how often, lost and doubled. */
function table(): string {
  const faults = played.flatMap((round) => round.faults);
  const rows = KINDS.map((kind) => {
    const own = [...PARTS, ...LINES]
      .map((on) => ({ on, times: faults.filter((fault) => fault.kind === kind && fault.on === on).length }))
      .filter(({ times }) => times > 0)
      .map(({ on, times }) => `${on} ${times}`);
    return `${kind.padEnd(8)}${faults.filter((fault) => fault.kind === kind).length} (${own.join(', ')})`;
  });
  return `${[`rounds  ${played.length}${isTimeLeft() ? '' : ` of ${ROUNDS}: the ${MINUTES} minutes that were given were over`}`, ...rows, `lost    ${all('lost').length}`, `doubled ${all('doubled').length}`].join('\n')}\n`;
}
