import { CaseTransitions } from '../../../libs/cases/src/case-transitions.service';
import { LIFECYCLE, type ActionName, type CaseState, type Decision, type Persona } from '@thaw/cases/domain';

export type Row = (typeof LIFECYCLE)[number];

/** How a step came about: drawn from what the desk said was open, tried by anybody, led to, or by time and machines. */
export const HOW = ['drawn', 'anything', 'led', 'itself'] as const;
export type How = (typeof HOW)[number];

export const rowName = ({ action, from, who }: Row): string => {
  const states = from.length > 3 ? `${from.slice(0, 3).join('|')}|… (${from.length})` : from.join('|');
  return `${action} [${who.join(',')}] from ${states}`;
};

/** How often each row of the lifecycle was taken, listened to where every transition passes: whoever acts. */
export class RowCounts {
  private readonly taken = new Map<Row, { readonly [how in How]: number }>(
    LIFECYCLE.map((row) => [row, NEVER]),
  );
  private readonly moves = new Map<
    How,
    { readonly moves: number; readonly done: number; readonly refused: number }
  >();
  private readonly refusals = new Map<string, number>();
  private how: How = 'itself';

  /** Until the test ends, of every desk in this process. */
  listen(): void {
    const note = (from: CaseState | 'none', action: ActionName, persona: Persona): void =>
      this.note(from, action, persona);
    const take = CaseTransitions.prototype.take;
    jest.spyOn(CaseTransitions.prototype, 'take').mockImplementation(async function (
      this: CaseTransitions,
      ...args
    ) {
      const [, freezeCase, , action] = args;
      const from = freezeCase.version === 0 ? 'none' : freezeCase.state;
      const decision = await take.apply(this, args);
      note(from, action, (decision as Decision & { readonly persona: Persona }).persona);
      return decision;
    });
  } // prettier-ignore

  private note(from: CaseState | 'none', action: ActionName, persona: Persona): void {
    const row = LIFECYCLE.find(
      (one) => one.action === action && one.from.includes(from) && one.who.includes(persona),
    );
    if (!row) return;
    const how = persona === 'clock' || persona === 'gateway' || persona === 'machine' ? 'itself' : this.how;
    const before = this.taken.get(row) ?? NEVER;
    this.taken.set(row, { ...before, [how]: before[how] + 1 });
  }

  /** A move begins; what people do until the next is counted under how it came about. */
  move(how: How, many = 1): void {
    this.how = how;
    this.count('moves', many);
  }

  get movesMade(): number {
    return [...this.moves.values()].reduce((sum, { moves }) => sum + moves, 0);
  }

  done(): void {
    this.count('done');
  }

  refused(why: string): void {
    this.count('refused');
    this.refusals.set(why, (this.refusals.get(why) ?? 0) + 1);
  }

  of(row: Row): number {
    return HOW.reduce((sum, how) => sum + (this.taken.get(row)?.[how] ?? 0), 0);
  }

  /** Of the rows by which this persona could take the action here, how often the least was taken. */
  leastOf(action: ActionName, state: CaseState, persona: Persona): number {
    const rows = LIFECYCLE.filter(
      (row) => row.action === action && row.from.includes(state) && row.who.includes(persona),
    );
    return Math.min(Infinity, ...rows.map((row) => this.of(row)));
  }

  rarerThan(times: number): readonly Row[] {
    return PLAYED.filter((row) => this.of(row) < times);
  }

  /** What was refused most: moves that never come to anything show here. */
  commonRefusals(): string {
    const most = [...this.refusals].sort(([, one], [, other]) => other - one).slice(0, 40);
    return JSON.stringify(Object.fromEntries(most));
  }

  table(): string {
    const cell = (text: string | number): string => String(text).padStart(9);
    const lines = [...this.taken].map(
      ([row, by]) => `${cell(this.of(row))}${HOW.map((how) => cell(by[how])).join('')}  ${rowName(row)}`,
    );
    const moves = [...this.moves].map(
      ([how, { moves: made, done, refused }]) =>
        `${cell(how)}: ${made} moves, in which ${done} steps were done and ${refused} refused`,
    );
    const head = `${cell('taken')}${HOW.map(cell).join('')}  row of the lifecycle`;
    return [...moves, head, ...lines, ''].join('\n');
  }

  private count(what: 'moves' | 'done' | 'refused', many = 1): void {
    const before = this.moves.get(this.how) ?? { moves: 0, done: 0, refused: 0 };
    this.moves.set(this.how, { ...before, [what]: before[what] + many });
  }
}

/** What takes back an action on many cases comes by a door of its own, for many. */
export const PLAYED: readonly Row[] = LIFECYCLE.filter(({ action }) => action !== 'put_back');

const NEVER: { readonly [how in How]: number } = { drawn: 0, anything: 0, led: 0, itself: 0 };
