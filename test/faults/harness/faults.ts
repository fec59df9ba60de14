import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../../stories/model/dice';
import { LINES, PARTS, type Line, type Part, type QueuePlace, type StandingDesk } from './standing-desk';

export const KINDS = ['kill', 'pause', 'restart', 'cut', 'slow'] as const;
type Kind = (typeof KINDS)[number];

/** Something that befalls the desk, and when, from the beginning of the round. */
export interface Fault {
  readonly kind: Kind;
  readonly on: Part | Line;
  readonly atMs: number;
  /** Of a pause, how long it is; of a slow line, by how much each piece comes later. */
  readonly ms: number;
}

/** Within this time of a round all begin. */
export const FAULTS_BEGIN_WITHIN_MS = 1_200;

const LONGEST_PAUSE_MS = 700;
const LONGEST_DELAY_MS = 120;
/** A look at a case asks a hundred things one after the other: what a client waits for is a multiple of this. */
const LONGEST_DELAY_TO_POSTGRES_MS = 8;

/** Everything that can befall a desk whose queues are in this place. */
export const possible = (place: QueuePlace): readonly Pick<Fault, 'kind' | 'on'>[] =>
  KINDS.flatMap((kind): Pick<Fault, 'kind' | 'on'>[] =>
    kind === 'cut' || kind === 'slow' ? LINES.map((on) => ({ kind, on })) : PARTS.map((on) => ({ kind, on })),
  ).filter(({ on }) => place === 'redis' || (on !== 'redis' && on !== 'worker-redis'));

/** Two to four; the first goes through all that is possible as the seeds do, so that none is left to chance. */
export function drawFaults(seed: number, place: QueuePlace, dice: Dice): readonly Fault[] {
  const all = possible(place);
  const drawn = [all[seed % all.length]!];
  for (let more = 1 + dice.whole(3); more > 0; more--) drawn.push(dice.pick(all));
  return drawn.map(({ kind, on }) => ({
    kind,
    on,
    atMs: dice.whole(FAULTS_BEGIN_WITHIN_MS),
    ms: kind === 'slow' ? 1 + dice.whole(longestDelay(on)) : 100 + dice.whole(LONGEST_PAUSE_MS),
  }));
}

const longestDelay = (on: Part | Line): number =>
  on.endsWith('postgres') ? LONGEST_DELAY_TO_POSTGRES_MS : LONGEST_DELAY_MS;

/** Resolves when all has befallen, and what was ended is there again. */
export async function letBefall(desk: StandingDesk, faults: readonly Fault[]): Promise<void> {
  await Promise.all(
    faults.map(async (fault) => {
      await sleep(fault.atMs);
      await befall(desk, fault);
    }),
  );
}

function befall(desk: StandingDesk, { kind, on, ms }: Fault): Promise<void> | void {
  switch (kind) {
    case 'kill':
      return desk.kill(on as Part);
    case 'pause':
      return desk.pause(on as Part, ms);
    case 'restart':
      return desk.restart(on as Part);
    case 'cut':
      return desk.cut(on as Line);
    case 'slow':
      return desk.slow(on as Line, ms);
  }
}

export const told = ({ kind, on, atMs, ms }: Fault): string =>
  `${kind} ${on}${kind === 'pause' ? ` for ${ms} ms` : kind === 'slow' ? ` by ${ms} ms` : ''} at ${atMs} ms`;
