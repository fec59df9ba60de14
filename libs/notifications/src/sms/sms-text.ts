import type { Bilingual, Locale } from '@thaw/kernel';

/** One thing told by text message: the title and the case, and no more, since a telephone shows it to whoever holds it. */
export function singleSms(title: Bilingual, number: string | null, locale: Locale): string {
  const named = number === null ? title[locale] : `${number} ${title[locale]}`;
  return {
    zh: `【Thaw】${named}。请登录商户门户，在收件箱中查看。`,
    en: `[Thaw] ${named}. Sign in to the merchant portal and open your inbox.`,
  }[locale];
}

export const digestSms = (count: number, locale: Locale): string =>
  ({
    zh: `【Thaw】您有 ${count} 条新通知，请登录商户门户，在收件箱中查看。`,
    en: `[Thaw] ${count} new in your inbox: sign in to the merchant portal.`,
  })[locale];

/** To the number at which somebody was told before. The new one is not named. */
export const farewellSms = (locale: Locale): string =>
  ({
    zh: '【Thaw】您接收通知与验证码的手机号已变更，今后不再发往本号码。如非您本人要求，请立即联系客服。',
    en: '[Thaw] Your number for notices and sign-in codes was changed: nothing comes to this one any more. If you did not ask for that, tell the desk at once.',
  })[locale];

/** A code to sign in with. */
export const codeSms = (code: string, locale: Locale): string =>
  ({
    zh: `【Thaw】登录验证码 ${code}，5 分钟内有效。请勿告诉任何人，我们不会向您索要。`,
    en: `[Thaw] Your sign-in code is ${code}, good for 5 minutes. Tell it to nobody; we never ask for it.`,
  })[locale];
