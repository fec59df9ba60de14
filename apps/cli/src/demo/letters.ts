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
  const line = (locale: 'zh' | 'en'): string =>
    [`“${title?.[locale] ?? template}”`, content?.body?.[locale].split('\n').slice(1, 3).join(' ')].join(' ');
  teller.detail({ zh: line('zh'), en: line('en') });
}
