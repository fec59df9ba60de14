import type { Cast, DrivenCase } from '../factories/freeze-case';

interface Twin {
  readonly cast: Cast;
  readonly driven: DrivenCase;
}
interface Twins {
  each(step: (twin: Twin) => Promise<unknown>): Promise<void>;
  alike(where: string): Promise<void>;
}

/** Sales of the terminal, as an agent picks them for slips. */
export async function salesOf({ cast }: Twin): Promise<object[]> {
  const { body } = await cast.agent.http
    .get(`/v1/terminals/${cast.shop.terminal.id}/transactions`)
    .expect(200);
  return (body.items as { id: number; occurredAt: string }[]).map(({ id, occurredAt }) => ({
    id,
    occurredAt,
  }));
}

/** Of each slip what stands on it or why there is none; the desk sends one back while the merchant is at it. */
export async function slipsAnswered(twins: Twins): Promise<void> {
  const slipsOf = async ({ cast, driven }: Twin) =>
    (await driven.seenBy(cast.merchant)).evidence.slips as { id: string; revision: number }[];
  await twins.each(async (twin) => {
    const { evidence } = await twin.driven.seenBy(twin.cast.merchant);
    const item = (evidence.items as { id: string; code: string }[]).find(({ code }) => code === 'E01')!;
    const { id: fileId } = (await twin.driven.upload(twin.cast.merchant, item.id)) as { id: string };
    const [first, ...others] = await slipsOf(twin);
    const given = { fileId, document: 'reprint', signed: false, lastFour: '1234', day: '2026-11-20' };
    const answers = [
      { slipId: first!.id, revision: first!.revision, ...given },
      ...others.map(({ id, revision }) => ({ slipId: id, revision, absenceReason: 'the roll ran out' })),
    ];
    await twin.driven.act(twin.cast.merchant, 'answer_slips', { answers });
  });
  await twins.alike('slips answered');
  await twins.each(async (twin) => {
    const [first] = await slipsOf(twin);
    const verdict = { slipId: first!.id, revision: first!.revision, verdict: 'reject', text: 'a reprint' };
    await twin.driven.act(twin.cast.agent, 'assess_slips', { verdicts: [{ ...verdict, nameSame: false }] });
  });
  await twins.alike('a slip sent back');
  await twins.each(async (twin) => {
    const [first] = await slipsOf(twin);
    const answers = [{ slipId: first!.id, revision: first!.revision, absenceReason: 'no other copy' }];
    await twin.driven.act(twin.cast.merchant, 'answer_slips', { answers });
  });
}

/** Judged before the rest: what is to be decided rests on a scan that knows of it. */
export const slipsJudged = (twins: Twins): Promise<void> =>
  twins.each(async ({ cast, driven }) => {
    const { evidence } = await driven.seenBy(cast.agent);
    const slips = evidence.slips as { id: string; revision: number }[];
    const verdicts = slips.map(({ id, revision }) => ({ slipId: id, revision, verdict: 'accept' }));
    await driven.act(cast.agent, 'assess_slips', { verdicts });
  });
