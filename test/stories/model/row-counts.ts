import { CaseTransitions } from '../../../libs/cases/src/case-transitions.service';
import { LIFECYCLE, type ActionName, type CaseState, type Decision, type Persona } from '@thaw/cases/domain';

type Row = (typeof LIFECYCLE)[number];

export const rowName = ({ action, from, who }: Row): string => {
  const states = from.length > 3 ? `${from.slice(0, 3).join('|')}|… (${from.length})` : from.join('|');
  return `${action} [${who.join(',')}] from ${states}`;
};

/** How often each row of the lifecycle was taken, listened to where every transition passes: whoever acts. */
export class RowCounts {
  private readonly taken = new Map<Row, number>(LIFECYCLE.map((row) => [row, 0]));
  private readonly refusals = new Map<string, number>();

  /** Until the test ends, of every desk in this process. */
  listen(): void {
    const { taken } = this;
    const take = CaseTransitions.prototype.take;
    jest.spyOn(CaseTransitions.prototype, 'take').mockImplementation(async function (
      this: CaseTransitions,
      ...args
    ) {
      const [, freezeCase, , action] = args;
      const from = freezeCase.version === 0 ? 'none' : freezeCase.state;
      const decision = await take.apply(this, args);
      const { persona } = decision as Decision & { readonly persona: Persona };
      const row = LIFECYCLE.find(
        (one) => one.action === action && one.from.includes(from) && one.who.includes(persona),
      );
      if (row) taken.set(row, (taken.get(row) ?? 0) + 1);
      return decision;
    });
  }

  refused(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  of(row: Row): number {
    return this.taken.get(row) ?? 0;
  }

  /** Of the rows by which this persona could take the action here, how often the least was taken. */
  leastOf(action: ActionName, state: CaseState, persona: Persona): number {
    const rows = LIFECYCLE.filter(
      (row) => row.action === action && row.from.includes(state) && row.who.includes(persona),
    );
    return Math.min(Infinity, ...rows.map((row) => this.of(row)));
  }

  rarerThan(times: number): readonly Row[] {
    return LIFECYCLE.filter((row) => this.of(row) < times);
  }

  /** What was refused most: moves that never come to anything show here. */
  commonRefusals(): string {
    const most = [...this.refusals].sort(([, one], [, other]) => other - one).slice(0, 40);
    return JSON.stringify(Object.fromEntries(most));
  }

  table(): string {
    const lines = [...this.taken].map(([row, count]) => `${String(count).padStart(6)}  ${rowName(row)}`);
    return `rows of the lifecycle, times taken:\n${lines.join('\n')}\n`;
  }
}
