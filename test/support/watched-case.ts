import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import type { TestDesk } from './test-desk';
import { waitFor } from './wait-for';

export interface Watched {
  readonly desk: TestDesk;
  readonly cast: Cast;
  readonly driven: DrivenCase;
}

/** Restored, and watched from now on. */
export async function watched(desk: TestDesk): Promise<Watched> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await restore({ desk, cast, driven });
  return { desk, cast, driven };
}

export async function restore({ cast, driven }: Watched): Promise<void> {
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
}

/** One sale of this many yuan at the desk's time, as a machine of the acquirer appends it. */
export async function sell({ desk, cast }: Watched, yuan: number): Promise<void> {
  const machine = await desk.machine('transaction:append');
  const record = { occurredAt: desk.clock.now().toISOString(), amountFen: yuan * 100 + 1, card: '9999990000000017', cardType: 'debit', reference: `W${yuan}-${desk.clock.now().getTime()}` };
  const { body } = await machine.post(`/v1/terminals/${cast.shop.terminal.id}/transactions`).send({ records: [record] }).expect(200);
  expect(body).toMatchObject({ accepted: 1 });
} // prettier-ignore

/** All that has come in is judged. */
export const judged = ({ cast, driven }: Watched): Promise<boolean> =>
  waitFor('all to be judged', async () => (await driven.seenBy(cast.agent)).watch?.upToDate === true);
export const watchOf = async ({ cast, driven }: Watched) => (await driven.seenBy(cast.agent)).watch;
export const scansOf = ({ desk, driven }: Watched) =>
  desk.database.query<{ day: string; done_at: Date | null }>(
    `SELECT day::text, done_at FROM watch_scan WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1) ORDER BY day`,
    [driven.number],
  );
export const scanned = (of: Watched, days: number): Promise<boolean> =>
  waitFor(`${days} scans to be done`, async () => {
    const scans = await scansOf(of);
    return scans.length === days && scans.every(({ done_at: doneAt }) => doneAt !== null);
  });
export const tasksOf = async ({ desk, cast }: Watched): Promise<string[]> => {
  const told = await desk.database.query<{ task: string }>(
    `SELECT content->>'task' AS task FROM notification WHERE template = 'task' AND recipient_id = $1`,
    [cast.agent.id],
  );
  return told.map(({ task }) => task);
};
export const inForce = async ({ cast, driven }: Watched) =>
  ((await driven.seenBy(cast.agent)).measures as { level: string; liftedAt: string | null; confirmBy: string | null; imposedBy: string; appliedAt: string | null }[]).filter(
    ({ liftedAt }) => liftedAt === null,
  ); // prettier-ignore
