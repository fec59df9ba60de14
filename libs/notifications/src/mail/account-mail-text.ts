import type { Bilingual, Locale } from '@thaw/kernel';
import type { MailText } from './mail-text';

/** Those of identity's mails that only tell; their kinds are that room's. */
const NOTICES: Readonly<Record<string, { readonly title: Bilingual; readonly body: Bilingual }>> = {
  password_changed: {
    title: { zh: '您的 Thaw 登录密码已更改', en: 'Your Thaw password was changed' },
    body: {
      zh: '账号的密码刚刚更改，所有登录均已退出。如果不是您本人操作，请立即联系管理员。',
      en: 'The password of your account was changed just now, and all sessions were ended. If it was not you, tell an admin at once.',
    },
  },
  recovery_code_used: {
    title: { zh: '有人用恢复码登录了您的 Thaw 账号', en: 'A recovery code signed in to your Thaw account' },
    body: {
      zh: '刚刚有人用密码和一个恢复码登录。如果不是您本人操作，请立即联系管理员。',
      en: 'Somebody signed in just now with your password and a recovery code. If it was not you, tell an admin at once.',
    },
  },
  recovery_codes_renewed: {
    title: { zh: '您的 Thaw 恢复码已更换', en: 'Your Thaw recovery codes were renewed' },
    body: {
      zh: '账号刚刚生成了十个新的恢复码，原有的均已失效。如果不是您本人操作，请立即联系管理员。',
      en: 'Ten new recovery codes were made for your account just now, and those of before are good for nothing. If it was not you, tell an admin at once.',
    },
  },
  second_factor_enrolled: {
    title: { zh: '您的 Thaw 账号已启用动态验证码', en: 'Your Thaw account has a second factor now' },
    body: {
      zh: '从现在起登录需要身份验证器中的 6 位数字。如果不是您本人操作，请立即联系管理员。',
      en: 'From now on signing in takes six digits of the authenticator. If it was not you, tell an admin at once.',
    },
  },
  second_factor_reset: {
    title: {
      zh: '管理员重置了您的 Thaw 动态验证码',
      en: 'An admin has reset the second factor of your Thaw account',
    },
    body: {
      zh: '原有的身份验证器和恢复码已失效，所有登录均已退出。如果您没有提出申请，请立即联系管理员。',
      en: 'Your authenticator and recovery codes are good for nothing now, and all sessions were ended. If you did not ask for it, tell an admin at once.',
    },
  },
  sso_linked: {
    title: {
      zh: '您的 Thaw 账号已关联统一身份认证',
      en: 'Your Thaw account was linked to the identity provider',
    },
    body: {
      zh: '管理员把您的账号与统一身份认证中的一个身份关联，所有登录均已退出。如果您不知情，请立即联系管理员。',
      en: 'An admin has linked your account to somebody at the identity provider, and all sessions were ended. If you know nothing of it, tell an admin at once.',
    },
  },
};

const LINKS: Readonly<Record<string, { readonly title: Bilingual; readonly body: Bilingual }>> = {
  invitation: {
    title: { zh: '邀请您使用 Thaw', en: 'You are invited to Thaw' },
    body: { zh: '请打开下面的链接，设置您的登录密码。', en: 'Open this link and set your password.' },
  },
  reset: {
    title: { zh: '重置 Thaw 登录密码', en: 'Set another Thaw password' },
    body: {
      zh: '有人为您的账号申请重置密码。如果是您本人，请打开下面的链接；如果不是，请忽略本邮件，密码不会改变。',
      en: 'Somebody asked for another password of your account. If it was you, open this link; if not, ignore this mail: nothing changes.',
    },
  },
};

const FOOT: Bilingual = {
  zh: '本邮件由系统自动发送，请勿回复，也不要转发。',
  en: 'This mail was sent by a machine: please do not answer it, and do not pass it on.',
};

/** What is told of an account, as it stands in an inbox too; null for what only a mail can carry. */
export const accountNotice = (kind: string): { readonly title: Bilingual; readonly body: Bilingual } | null =>
  NOTICES[kind] ?? null;

export function accountMailText({ kind, login, link }: AccountMailContent, locale: Locale): MailText {
  const words = LINKS[kind] ?? NOTICES[kind];
  if (!words) throw new Error(`no mail of the kind ${kind}`);
  const account = { zh: `登录名：${login}`, en: `Sign-in name: ${login}` }[locale];
  const lines = [words.body[locale], account];
  if (link) {
    const once = {
      zh: `链接只能使用一次，${link.hours} 小时内有效。`,
      en: `The link is good once, for ${link.hours} ${link.hours === 1 ? 'hour' : 'hours'}.`,
    }[locale];
    lines.push(link.url, once);
  }
  return { subject: words.title[locale], text: `${[...lines, FOOT[locale]].join('\n\n')}\n` };
}

export interface AccountMailContent {
  readonly kind: string;
  readonly login: string;
  readonly link: { readonly url: string; readonly hours: number } | null;
}
