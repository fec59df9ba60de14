import type { ActionName } from '@thaw/cases/domain';
import type { Person } from '../../support/test-desk';
import type { Dice } from './dice';
import { payloadFor } from './payloads';
import type { Scene, SeenCase } from './scene';
import type { RowCounts } from './row-counts';
import type { Role, Subject, World } from './world';

export async function look(person: Person, { number }: Subject): Promise<SeenCase | null> {
  const { status, body } = await person.http.get(`/v1/cases/${number}`);
  needNoStumble('look', status, body);
  return status === 200 ? { ...EMPTY, ...(body as SeenCase) } : null;
}

const EMPTY = { commands: [], holds: [], measures: [], clocks: [], objections: [] };

export interface Hand {
  readonly subject: Subject;
  readonly person: Person;
  readonly role: Role;
  readonly action: ActionName;
  readonly seen: SeenCase;
  readonly dice: Dice;
}

/** @returns null where it was done, else what refused it. */
export async function act(
  counts: RowCounts,
  world: World,
  { subject, person, role, action, seen, dice }: Hand,
): Promise<string | null> {
  const scene: Scene = {
    seen,
    role,
    now: world.desk.clock.now(),
    dice,
    colleagues: [...world.people.agent, ...world.people.supervisor].map(({ id }) => id),
    shop: world.numbersOf(subject),
    findings: async () => {
      const { status, body } = await person.http.get(`/v1/cases/${subject.number}/findings`);
      return status === 200 ? body.items : [];
    },
    file: (kind) => world.file(person, subject, kind),
  };
  const payload = await payloadFor(action, scene);
  if (payload === null) return 'nothing to act upon';
  if (action === 'approve' || action === 'overturn') world.terminalSystemBehaves(subject, dice);
  return send(counts, world, { subject, person, action }, { version: seen.version, ...payload });
}

/** Jobs are waited for where the step may have set going what changes the case again. */
const SETS_GOING: readonly ActionName[] = [
  'approve', 'overturn', 'retry_restore', 'stop_restore', 'remediated', 'recertified', 'give_up', 'impose_measure',
  'ease_measure', 'retry_command', 'confirm_command', 'confirm_restore_manually', 'confirm_termination_manually',
  'authority_hold', 'authority_release', 'attest', 'verify', 'dismiss', 'uphold_appeal', 'refreeze', 'keep_watching',
]; // prettier-ignore

export async function send(
  counts: RowCounts,
  world: World,
  { subject, person, action }: Pick<Hand, 'subject' | 'person' | 'action'>,
  payload: object,
): Promise<string | null> {
  const { status, body } = await person.http
    .post(`/v1/cases/${subject.number}/actions/${action}`)
    .send(payload);
  needNoStumble(action, status, body);
  if (status < 400) {
    if (SETS_GOING.includes(action)) await world.settle();
    else await world.know(subject);
    return null;
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
