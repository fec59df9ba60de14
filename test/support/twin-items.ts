import type { Cast, DrivenCase } from '../factories/freeze-case';

interface OneCase {
  readonly cast: Cast;
  readonly driven: DrivenCase;
}

export const itemOf = async ({ cast, driven }: OneCase, code: string): Promise<string> => {
  const { evidence } = await driven.seenBy(cast.agent);
  return (evidence.items as { id: string; code: string }[]).find((item) => item.code === code)!.id;
};

/** An item that the case needs and the merchant was not asked for. */
export const needOnlyOf = async (
  { cast, driven }: OneCase,
  asked: readonly string[],
): Promise<string | undefined> => {
  const { evidence } = await driven.seenBy(cast.agent);
  return (evidence.items as { id: string; code: string; state: string }[]).find(
    ({ code, state }) => state === 'needed' && !asked.includes(code),
  )?.id;
};
