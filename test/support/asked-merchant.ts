import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import type { TestDesk } from './test-desk';
import { waitFor } from './wait-for';

/** What the merchant is asked for. */
const ASKED = [{ code: 'E02', required: true }];

export interface Asked {
  readonly cast: Cast;
  readonly driven: DrivenCase;
  readonly itemId: string;
  readonly dueAt: Date;
}

/** A merchant who was asked for one item, and has uploaded it unless told otherwise. */
export async function asked(desk: TestDesk, uploads = true): Promise<Asked> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.act(cast.agent, 'request_evidence', { items: ASKED });
  const { evidence } = await driven.seenBy(cast.merchant);
  const [item] = evidence.items as { id: string }[];
  if (uploads) await driven.upload(cast.merchant, item!.id);
  return { cast, driven, itemId: item!.id, dueAt: new Date(evidence.dueAt as string) };
}

export const eventsOf = (desk: TestDesk, number: string) =>
  desk.database.query<{ type: string; data: Record<string, string>; from_state: string; to_state: string }>(
    `SELECT type, data, from_state, to_state FROM case_event
     WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1) ORDER BY seq`,
    [number],
  );

export const typesOf = async (desk: TestDesk, number: string): Promise<string[]> =>
  (await eventsOf(desk, number)).map(({ type }) => type);

export const count = (types: readonly string[], type: string): number =>
  types.filter((one) => one === type).length;

export async function lettersOf(
  { cast, driven }: Pick<Asked, 'cast' | 'driven'>,
  template: string,
): Promise<number> {
  const { body } = await cast.merchant.http.get('/v1/notifications?limit=200').expect(200);
  const items = body.items as { template: string; caseNumber: string }[];
  return items.filter((item) => item.template === template && item.caseNumber === driven.number).length;
}

export const leapTo = (desk: TestDesk, instant: Date, short = 0): void =>
  desk.clock.advance(instant.getTime() - desk.clock.now().getTime() - short);

/** Sent now, answered later. */
export async function submission({
  cast,
  driven,
}: Asked): Promise<() => Promise<{ status: number; body: object }>> {
  const { version } = await driven.seenBy(cast.merchant);
  return () =>
    cast.merchant.http
      .post(`/v1/cases/${driven.number}/actions/submit_evidence`)
      .send({ version })
      .then(({ status, body }) => ({ status, body }));
}

/** Up to the last millisecond, with the reminder that comes before it told. */
export async function lastMoment(desk: TestDesk, { driven, dueAt }: Asked): Promise<void> {
  leapTo(desk, dueAt, 1);
  await waitFor('the merchant is reminded', async () =>
    (await typesOf(desk, driven.number)).includes('clock_reminder'),
  );
}
