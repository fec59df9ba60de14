import type { Bilingual } from '@thaw/kernel';
import type { NotificationAnswer } from './answers';
import { DemoFailure } from './demo-failure';
import type { CaseScene } from './scene';

/** The merchant opens the newest letter of this kind about the case. @throws DemoFailure where none has come. */
export async function openLetter(
  { teller, cast, number }: CaseScene,
  template: string,
  what: Bilingual,
): Promise<void> {
  const { merchant } = cast;
  const { body } = await merchant.door.get<{ items: readonly NotificationAnswer[] }>(
    '/v1/notifications?limit=100',
  );
  const letter = body.items.find((item) => item.template === template && item.caseNumber === number);
  if (!letter) {
    throw new DemoFailure({
      zh: `商户没有收到 ${template}。`,
      en: `The merchant has not received ${template}.`,
    });
  }
  const opened = await merchant.door.post<NotificationAnswer>(`/v1/notifications/${letter.id}/open`, {});
  teller.step(merchant.who, what, opened.call);
  const { title, content } = opened.body;
  const { locale } = teller;
  // Number and subject come first, how to reach the desk comes last; what is between says what this letter is for.
  const [, , said = ''] = content?.body?.[locale].split('\n').slice(0, -1) ?? [];
  teller.quote(`“${title?.[locale] ?? template}” ${said}`.trimEnd());
}
