import { ACTIONS, type ActionName, type CaseState } from '@thaw/cases/domain';
import type fc from 'fast-check';
import { png } from '../../factories/freeze-case';
import { act, look, needNoStumble, send } from './acting';
import { Dice } from './dice';
import { Onward } from './onward';
import { wildPayload } from './payloads';
import { PLAYED, type How, type RowCounts } from './row-counts';
import type { Role, Subject, World } from './world';

/** The model knows only how often each row was taken; what must hold is asked of the desk itself. */
export interface Model {
  readonly counts: RowCounts;
}

const ROLES: readonly Role[] = ['merchant', 'agent', 'supervisor', 'reviewer'];
const HOUR_MS = 3_600_000;
const isRole = (persona: string): persona is Role => (ROLES as readonly string[]).includes(persona);

/** One thing that happens at the desk, by the numbers that the generator drew. */
abstract class Move implements fc.AsyncCommand<Model, World> {
  protected readonly how: How = 'anything';

  constructor(protected readonly numbers: readonly number[]) {}

  check(): boolean {
    return true;
  }

  async run({ counts }: Model, world: World): Promise<void> {
    counts.move(this.how);
    await this.make(counts, world, new Dice(this.numbers));
    let broken = await world.watchman.breaches();
    // What is the clock's to do next is done first: its sweeps are never far.
    if (broken.length > 0) {
      await world.sweep();
      broken = await world.watchman.breaches();
    }
    if (broken.length === 0) return;
    const number = /FZ-\d+-\d+/.exec(broken.join())?.[0];
    const story = number === undefined ? '' : await world.watchman.story(number);
    throw new Error(`after ${this.toString()}: ${broken.join('; ')}\n${story}`);
  }

  toString(): string {
    return `${this.constructor.name}(${this.numbers.join(',')})`;
  }

  protected abstract make(counts: RowCounts, world: World, dice: Dice): Promise<void>;
}

export class Notice extends Move {
  protected async make(_counts: RowCounts, world: World, dice: Dice): Promise<void> {
    const subject = await world.notice(dice);
    if (subject) await world.settle();
  }
}

/** How many people act at once, each on another case: none meets what another does. */
const AT_ONCE = 4;

/** People do what the desk says is open to them; of that, what was done least often so far. */
export class AllowedActs extends Move {
  protected override readonly how = 'drawn';

  protected async make(counts: RowCounts, world: World, dice: Dice): Promise<void> {
    const aims = new Map<Subject, Aim>();
    for (let i = 0; i < AT_ONCE; i++) {
      const aimed = aim(counts, world, dice);
      if (aimed && !aims.has(aimed.subject)) aims.set(aimed.subject, aimed);
    }
    counts.move(this.how, aims.size - 1);
    const acts = [...aims.values()].map((aimed) => this.one(counts, world, new Dice([...this.numbers, dice.whole(1_000_000)]), aimed));
    await Promise.all(acts);
    await world.settle();
  } // prettier-ignore

  private async one(counts: RowCounts, world: World, dice: Dice, { subject, role, action: aimed }: Aim): Promise<void> {
    const person = world.someone(role, subject, dice);
    const seen = await look(person, subject);
    if (!seen) return;
    const open = seen.actions.filter(({ allowed }) => allowed).map(({ action }) => action);
    if (open.length === 0) return;
    const rarity = (action: ActionName): number => counts.leastOf(action, subject.state as CaseState, role);
    const rare = [...open].sort((a, b) => rarity(a) - rarity(b));
    const action =
      aimed && open.includes(aimed) && !dice.oneIn(4)
        ? aimed
        : dice.oneIn(8) ? dice.pick(open) : rare[dice.whole(Math.min(3, rare.length))]!;
    await act(counts, world, { subject, person, role, action, seen, dice, isOneOfSeveral: true });
  } // prettier-ignore
}

interface Aim {
  readonly subject: Subject;
  readonly role: Role;
  readonly action?: ActionName;
}

/** A row that was taken seldom, and a case that is led to where it can be taken. */
export class Led extends Move {
  protected override readonly how = 'led';

  protected async make(counts: RowCounts, world: World, dice: Dice): Promise<void> {
    const onward = new Onward(counts, world, dice);
    const rare = PLAYED.filter(({ action }) => action !== 'open').sort((one, other) => counts.of(one) - counts.of(other));
    const few = rare.slice(0, 8);
    for (const row of dice.oneIn(2) ? few : dice.shuffled(few)) {
      const target = onward.nearest(row);
      if (target) {
        await onward.lead(target);
        return;
      }
    }
    await world.notice(dice);
  } // prettier-ignore
}

/** Anybody tries anything: it is done or refused, and the desk never stumbles. */
export class WildAct extends Move {
  protected async make(counts: RowCounts, world: World, dice: Dice): Promise<void> {
    if (world.subjects.length === 0) return;
    const subject = dice.pick(world.subjects);
    const role = dice.pick(ROLES);
    // Once in a while a merchant of another shop.
    const person = role === 'merchant' && dice.oneIn(3) ? dice.pick(world.subjects).merchant : world.someone(role, subject, dice);
    const action = dice.pick(ACTIONS);
    const seen = await look(person, subject);
    if (seen && dice.oneIn(2)) await act(counts, world, { subject, person, role, action, seen, dice });
    else await send(counts, world, { subject, person, role, action }, { version: seen?.version ?? 1, ...wildPayload(dice) });
  } // prettier-ignore
}

export class BringFile extends Move {
  protected async make(counts: RowCounts, world: World, dice: Dice): Promise<void> {
    const waiting = world.subjects.filter(({ state }) => state === 'awaiting_merchant');
    const subject = dice.pick(waiting.length > 0 && !dice.oneIn(4) ? waiting : world.subjects);
    const role = dice.oneIn(4) ? dice.pick(['agent', 'supervisor', 'reviewer'] as const) : 'merchant';
    const person = world.someone(role, subject, dice);
    const seen = await look(person, subject);
    const items = seen?.evidence.items ?? [];
    if (items.length === 0) return;
    const { id } = dice.pick(items);
    let request = person.http.post(`/v1/cases/${subject.number}/evidence/${id}/files`);
    if (dice.oneIn(2)) await world.letters(subject);
    if (role !== 'merchant') request = request.field('onBehalfChannel', 'counter');
    const { status, body } = await request.attach('file', png(), 'slip.png');
    needNoStumble('add_evidence', status, body);
    await world.know(subject);
    if (status >= 400) counts.refused(`${body.code}`);
  }
}

/** A scan of the case, now and then with sales that came since. */
export class Scan extends Move {
  protected async make(counts: RowCounts, world: World, dice: Dice): Promise<void> {
    const able = world.subjects.filter(({ state }) => ['investigating', 'reviewing', 'restoring', 'monitoring'].includes(state));
    if (able.length === 0) return;
    const subject = dice.pick(able);
    if (dice.oneIn(subject.state === 'restoring' ? 2 : 6)) await world.sales(subject, dice);
    const { status, body } = await world.someone('agent', subject, dice).http.post(`/v1/cases/${subject.number}/scans`);
    needNoStumble('scan', status, body);
    if (status >= 400) counts.refused(`${body.code}`);
    world.onWatchHit(dice.oneIn(3) ? 'perform' : 'propose');
    await world.settle();
  } // prettier-ignore
}

/** Hours, days or weeks pass; the terminal system may have changed its mind. */
export class TimePasses extends Move {
  protected async make(_counts: RowCounts, world: World, dice: Dice): Promise<void> {
    for (const subject of world.subjects.filter(({ state }) => state === 'restoring')) world.terminalSystemBehaves(subject, dice);
    await world.pass(dice.pick([HOUR_MS / 4, HOUR_MS, 3 * HOUR_MS, 3 * HOUR_MS, 26 * HOUR_MS, 26 * HOUR_MS, 9 * 24 * HOUR_MS, 35 * 24 * HOUR_MS]));
  } // prettier-ignore
}

/** A row that was taken seldom, a case where it can be taken, and whose it is; else any. */
function aim(counts: RowCounts, world: World, dice: Dice): Aim | null {
  if (world.subjects.length === 0) return null;
  const rows = PLAYED.filter(({ who, action }) => who.some(isRole) && action !== 'open' && action !== 'add_evidence');
  const ways = rows
    .map((row) => ({ row, subjects: world.subjects.filter(({ state }) => row.from.includes(state as CaseState)) }))
    .filter(({ subjects }) => subjects.length > 0)
    .sort((a, b) => counts.of(a.row) - counts.of(b.row));
  if (ways.length === 0 || dice.oneIn(3)) {
    const open = world.subjects.filter(({ state }) => state !== 'closed');
    return { subject: dice.pick(open.length > 0 ? open : world.subjects), role: dice.pick(ROLES) };
  }
  const { row, subjects } = ways[dice.whole(Math.min(8, ways.length))]!;
  return { subject: dice.pick(subjects), role: dice.pick(row.who.filter(isRole)), action: row.action };
} // prettier-ignore
