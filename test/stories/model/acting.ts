import type { ActionName } from '@thaw/cases/domain';
import type { Person } from '../../support/test-desk';
import type { Dice } from './dice';
import { payloadFor } from './payloads';
import type { Scene, SeenCase, Wish } from './scene';
import type { RowCounts } from './row-counts';
import type { Role, Subject, World } from './world';

export async function look(person: Person, { number }: Subject): Promise<SeenCase | null> {
  const { status, body } = await person.http.get(`/v1/cases/${number}`);
  needNoStumble('look', status, body);
  return status === 200 ? { ...EMPTY, ...(body as SeenCase) } : null;
}

/** What staff in this role find: looked up anew only where something has happened to the case since. */
export async function staffView(person: Person, role: Role, subject: Subject): Promise<SeenCase | null> {
  const known = subject.views.get(role);
  if (role !== 'merchant' && known && known.moment === subject.moment) return known.seen as SeenCase;
  const seen = await look(person, subject);
  if (seen) subject.views.set(role, { moment: subject.moment, seen });
  return seen;
}

const EMPTY = { commands: [], holds: [], measures: [], clocks: [], objections: [] };

export interface Hand {
  readonly subject: Subject;
  readonly person: Person;
  readonly role: Role;
  readonly action: ActionName;
  readonly seen: SeenCase;
  readonly dice: Dice;
  readonly wish?: Wish;
  /** Others act at the same time: who began them all waits for what they set going. */
  readonly isOneOfSeveral?: boolean;
}

/** @returns null where it was done, else what refused it. */
export async function act(counts: RowCounts, world: World, hand: Hand): Promise<string | null> {
  const { subject, person, role, action, seen, dice, wish = {} } = hand;
  const putIn: string[] = [];
  const scene: Scene = {
    seen,
    role,
    now: world.desk.clock.now(),
    dice,
    wish,
    colleagues: [...world.people.agent, ...world.people.supervisor].map(({ id }) => id),
    shop: world.numbersOf(subject),
    asked: () => world.askedOf(subject),
    findings: async () => {
      const { status, body } = await person.http.get(`/v1/cases/${subject.number}/findings`);
      return status === 200 ? body.items : [];
    },
    file: (kind) => {
      putIn.push(kind);
      return world.file(person, subject, kind);
    },
  };
  const payload = await payloadFor(action, scene);
  if (putIn.length > 0 && hand.isOneOfSeveral !== true) await world.know(subject);
  if (payload === null) return 'nothing to act upon';
  if (wish.terminalSystem) world.terminalSystemIs(subject, wish.terminalSystem);
  else if (action === 'approve' || action === 'overturn') world.terminalSystemBehaves(subject, dice);
  // A file put in is a step of its own, after which the case is at another version.
  const { version } = (putIn.length > 0 ? await look(person, subject) : null) ?? seen;
  return send(counts, world, hand, { version, ...payload });
}

/** Jobs are waited for where the step may have set going what changes the case again. */
const SETS_GOING: readonly ActionName[] = [
  'approve', 'overturn', 'retry_restore', 'stop_restore', 'remediated', 'recertified', 'give_up', 'impose_measure',
  'ease_measure', 'retry_command', 'confirm_command', 'confirm_restore_manually', 'confirm_termination_manually',
  'authority_hold', 'authority_release', 'dismiss', 'uphold_appeal', 'refreeze', 'keep_watching',
]; // prettier-ignore

export async function send(
  counts: RowCounts,
  world: World,
  {
    subject,
    person,
    role,
    action,
    isOneOfSeveral,
  }: Pick<Hand, 'subject' | 'person' | 'role' | 'action' | 'isOneOfSeveral'>,
  payload: object,
): Promise<string | null> {
  const { status, body } = await person.http
    .post(`/v1/cases/${subject.number}/actions/${action}`)
    .send(payload);
  needNoStumble(action, status, body);
  if (status < 400) {
    counts.done();
    if (isOneOfSeveral) return null;
    const ofDevice = (action === 'attest' || action === 'verify') && subject.state === 'replacing';
    if (SETS_GOING.includes(action) || ofDevice) {
      await world.settle();
      return null;
    }
    await world.know(subject);
    // The answer is the case as it is now, unless somebody else has been at it.
    if (role !== 'merchant' && subject.moment.startsWith(`${(body as SeenCase).version}/`))
      subject.views.set(role, { moment: subject.moment, seen: { ...EMPTY, ...body } });
    return null;
  }
  if (body.code === 'CASE_CHANGED') {
    // Something came between: it is looked at anew before anybody tries again.
    subject.views.clear();
    await world.know(subject);
  }
  const refusal = `${action} ${body.rule ?? body.code} ${body.field ?? ''}`;
  counts.refused(refusal);
  return refusal;
}

/** Whatever is asked of the desk is done or refused: it never says that it is itself at fault, but may say who is. */
export function needNoStumble(what: string, status: number, body: unknown): void {
  const { code } = (body ?? {}) as { code?: string };
  if (status >= 500 && code !== 'TERMINAL_SYSTEM_UNREACHABLE')
    throw new Error(`${what}: ${status} ${JSON.stringify(body)}`);
}
