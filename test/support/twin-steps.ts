import type { Cast, DrivenCase } from '../factories/freeze-case';
import { salesOf, slipsAnswered, slipsJudged } from './twin-slips';
import { itemOf, needOnlyOf } from './twin-items';

const DAY_MS = 86_400_000;

export interface Twin {
  /** What is decided, where the twins differ in that too. */
  readonly outcome?: string;
  readonly cast: Cast;
  readonly driven: DrivenCase;
  readonly reasonCode: string;
}

/** Cases that are taken through one path beside each other, and compared. */
interface Beside {
  readonly first: Twin;
  each(step: (twin: Twin) => Promise<unknown>): Promise<void>;
  alike(where: string): Promise<void>;
}

/** As many files as the item needs. */
export async function uploadAll(twin: Twin, code: string): Promise<void> {
  const itemId = await itemOf(twin, code);
  const { evidence } = await twin.driven.seenBy(twin.cast.merchant);
  const { accepts } = (evidence.items as { id: string; accepts: { min: number } }[]).find(
    ({ id }) => id === itemId,
  )!;
  for (let file = 0; file < accepts.min; file++) await twin.driven.upload(twin.cast.merchant, itemId);
}

/** From the notice to what the desk is to decide on; E01 is asked as optional, whichever reason needs it. */
export async function upToDecision(twins: Beside, codes: readonly string[], accept: readonly string[]): Promise<void> {
  await twins.alike('reported');
  await twins.each(({ cast, driven, reasonCode }) => driven.act(cast.agent, 'triage', { reasonCode }));
  await twins.each(({ cast, driven }) => driven.act(cast.agent, 'note', { text: 'who is behind this?' }));
  await twins.alike('investigating');
  await twins.each(({ cast, driven }) => driven.act(cast.merchant, 'object', { text: 'we only sell coffee' }));
  const items = codes.map((code) => ({ code, required: code !== 'E01' }));
  await twins.each(async (twin) => {
    const slips = { transactions: await salesOf(twin) };
    await twin.driven.act(twin.cast.agent, 'request_evidence', { items, slips, text: 'please' });
  });
  await twins.alike('awaiting the merchant');
  await slipsAnswered(twins);
  const { evidence } = await twins.first.driven.seenBy(twins.first.cast.merchant);
  const dueAt = new Date(Date.parse(evidence.dueAt as string) + DAY_MS).toISOString();
  const extension = { clock: 'evidence', dueAt, text: 'the merchant is ill' };
  await twins.each(({ cast, driven }) => driven.act(cast.supervisor, 'extend_deadline', extension));
  await twins.alike('extended');
  await twins.each(async (twin) =>
    twin.driven.act(twin.cast.merchant, 'submit_evidence', {
      partial: true,
      absences: [{ itemId: await itemOf(twin, codes[0]!), reason: 'not found yet' }],
    }),
  );
  await twins.alike('saved in part');
  await twins.each(async (twin) => {
    for (const code of codes.slice(1)) await uploadAll(twin, code);
  });
  await twins.each(async (twin) =>
    twin.driven.act(twin.cast.merchant, 'submit_evidence', {
      absences: [{ itemId: await itemOf(twin, codes[0]!), reason: 'the printer broke' }],
    }),
  );
  await twins.each(({ cast, driven }) => driven.act(cast.agent, 'message', { text: 'thank you' }));
  await twins.alike('reviewing');
  await slipsJudged(twins);
  await twins.each(async (twin) => {
    const { cast, driven } = twin;
    for (const code of codes) {
      const itemId = await itemOf(twin, code);
      // The item for slips is judged slip by slip, and then accepted.
      if (accept.includes(code) || code === 'E01') await driven.act(cast.agent, 'assess', { itemId });
      else if (code === 'E13') await driven.act(cast.supervisor, 'waive', { itemId, text: 'known to us' });
      else await driven.act(cast.agent, 'reject', { itemId, text: 'unreadable' });
    }
    await driven.scan();
    // Steps that the desk alone attests, where the reason has any.
    await driven.putRight();
  });
  // Of what the merchant was never asked for, one twin's supervisor does without it.
  const unasked = await needOnlyOf(twins.first, codes);
  if (unasked) await twins.first.driven.act(twins.first.cast.supervisor, 'waive', { itemId: unasked, text: 'not needed' });
  await twins.alike('assessed and scanned');
} // prettier-ignore

export const proposal = async ({ driven }: Twin, outcome: string, change: 'lift' | 'keep') => ({
  outcome,
  measuresAfter: await driven.measures(change),
  reasons: await driven.reasons(),
  text: 'as the findings say',
  objectionReply: 'your objection was weighed',
});

export const appealed = async ({ cast, driven }: Twin): Promise<unknown> => {
  const findings = await driven.findings(cast.merchant);
  const answers = findings.map(({ id }) => ({ findingId: id, answer: 'a wedding banquet' }));
  return driven.act(cast.merchant, 'appeal', { text: 'it was a wedding', answers });
};

/** By what a cash-out's restricted unfreeze must leave: a limit, and credit cards off for a time. */
export async function restricted({ cast, driven }: Twin, limitDailyFen: number): Promise<object> {
  const { measures } = await driven.seenBy(cast.agent);
  const inForce = (measures as { id: string; level: string; liftedAt: string | null; expiresAt: string | null }[]).filter((each) => each.liftedAt === null);
  const trial = { change: 'narrow', level: 'F3', expiresAt: '2027-06-29T16:00:00Z' };
  return {
    outcome: 'UR',
    measuresAfter: inForce.map(({ id, level, expiresAt }) =>
      level === 'F4' || level === 'F1'
        ? { measureId: id, change: 'narrow', level: 'F1', limitDailyFen }
        : { measureId: id, ...(level !== 'F3' ? { change: 'lift' } : expiresAt ? { change: 'keep' } : trial) },
    ),
    reasons: await driven.reasons(),
    text: 'as the findings say',
  };
} // prettier-ignore
