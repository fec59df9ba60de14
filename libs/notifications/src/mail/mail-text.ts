import type { Bilingual, Locale } from '@thaw/kernel';

/** One thing that a mail tells of, no more than the inbox shows before it is opened. */
export interface MailLine {
  readonly title: Bilingual;
  /** Of its case. */
  readonly number: string | null;
}

/** Plain text, in the reader's language. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

type Reads = 'merchant' | 'user';

const WHERE: { readonly [reads in Reads]: Bilingual } = {
  merchant: {
    zh: '全文请登录商户门户，在收件箱中打开查看。',
    en: 'To read it, sign in to the merchant portal and open it in your inbox.',
  },
  user: {
    zh: '详情请登录案件台，在收件箱中打开查看。',
    en: 'For more, sign in to the desk and open it in your inbox.',
  },
};

// No link on purpose: a mail that asks people to sign in by a link teaches them to follow the next one.
const FOOT: Bilingual = {
  zh: '本邮件由系统自动发送，请勿回复。系统不会以邮件索要密码、验证码或卡号。',
  en: 'This mail was sent by a machine: please do not answer it. We never ask by mail for a password, a code or a card number.',
};

/** Of one thing. A merchant's letter keeps its text for the inbox, where opening it is its delivery. */
export function singleMail(line: MailLine, reads: Reads, locale: Locale): MailText {
  const subject = lineText(line, locale);
  return { subject, text: paragraphs([subject, WHERE[reads][locale], FOOT[locale]]) };
}

/** Of all that came since the last summary, in the order in which it came. */
export function digestMail(lines: readonly MailLine[], reads: Reads, locale: Locale): MailText {
  const count = lines.length;
  const subject = {
    zh: `每日汇总：${count} 条新通知`,
    en: `Your day at a glance: ${count} new ${count === 1 ? 'notification' : 'notifications'}`,
  }[locale];
  const list = lines.map((line) => `· ${lineText(line, locale)}`).join('\n');
  return { subject, text: paragraphs([subject, list, WHERE[reads][locale], FOOT[locale]]) };
}

/** To the mailbox in which somebody was told before. The new one is not named. */
export const farewellMail = (locale: Locale): MailText => {
  const [subject, text] = {
    zh: [
      '您的通知邮箱已变更',
      '今后的通知不再发往本邮箱。如非您本人要求，请立即联系客服或系统管理员。',
    ] as const,
    en: [
      'Your mailbox for notices was changed',
      'What we tell you no longer comes to this mailbox. If you did not ask for that, tell the desk or its admins at once.',
    ] as const,
  }[locale];
  return { subject, text: paragraphs([subject, text, FOOT[locale]]) };
};

function lineText({ title, number }: MailLine, locale: Locale): string {
  const words = title[locale];
  return number === null || words.includes(number) ? words : `${number} ${words}`;
}

const paragraphs = (texts: readonly string[]): string => `${texts.join('\n\n')}\n`;
