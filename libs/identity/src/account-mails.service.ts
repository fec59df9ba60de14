import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, systemActor, type Actor, type Clock, type Locale } from '@thaw/kernel';
import { CONFIG, Database, requestJob, type Config, type Tx } from '@thaw/platform';
import { IsNull, LessThan, MoreThan } from 'typeorm';
import { recordAccount } from './account-events.service';
import { AccountMail, type AccountMailKind, type LinkKind, type NoticeKind } from './account-mail.entity';
import { mayAsk } from './code-limits';
import { linkToken } from './link-token';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { keyFor, requireKeyFor } from './sign-in-keys';
import { SignInThrottle } from './sign-in-throttle';
import { SsoIdentity } from './sso/sso-identity.entity';
import { User } from './user.entity';

const HOUR_MS = 3_600_000;
/** How long a link opens: an invitation over a weekend, what somebody asked for themselves no longer than needed. */
export const LINK_HOURS: { readonly [kind in LinkKind]: number } = { invitation: 72, reset: 1 };
const KEPT_MS = 30 * 24 * HOUR_MS;

type MailConfig = Pick<Config, 'signIn' | 'mail' | 'publicUrl'>;

/** A mail that is to be sent now. */
export interface DueAccountMail {
  readonly id: string;
  readonly userId: string;
  readonly kind: AccountMailKind;
  readonly locale: Locale;
  readonly login: string;
  /** Null where it has none. */
  readonly link: { readonly url: string; readonly hours: number } | null;
}

/** Mails by which people get into their accounts. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly database: Database,
    private readonly throttle: SignInThrottle,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: MailConfig,
  ) {}

  /**
   * Asks for a link to set another password. Whoever the name belongs to, or nobody, the same is written and answered. One
   * that is asked for too soon is not made.
   * @throws DomainError TOO_MANY_REQUESTS · GUARD_REFUSED where this desk sends no such mails.
   */
  async askReset(attempt: { readonly login: string; readonly address: string }): Promise<void> {
    refuseWithoutMail(this.config);
    const login = attempt.login.trim().toLowerCase();
    await this.throttle.count(login, attempt.address);
    const now = this.clock.now();
    await this.database.asActor(systemActor('identity'), async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('account_mail/' || $1, 0))`, [login]);
      await tx.delete(AccountMail, { createdAt: LessThan(new Date(now.getTime() - KEPT_MS)) });
      const recent = await tx.find(AccountMail, {
        where: { login, kind: 'reset', createdAt: MoreThan(new Date(now.getTime() - HOUR_MS)) },
        order: { createdAt: 'DESC' },
      });
      const askedAt = recent.map(({ createdAt }) => createdAt);
      if (!mayAsk(askedAt, now)) return;
      const user = await tx.findOneBy(User, { login, disabledAt: IsNull() });
      // Whoever the identity provider answers for comes by it alone, also when it has let them go.
      const isSso = await tx.existsBy(SsoIdentity, { userId: user?.id ?? randomUUID() });
      await writeMail(tx, { login, userId: isSso ? null : (user?.id ?? null), kind: 'reset' }, now);
    });
  }

  /**
   * Sends somebody a link to set a first password, or another one; an earlier link is over.
   * @throws DomainError NOT_FOUND · GUARD_REFUSED for a disabled user, for whoever comes by the identity provider, and where
   *   this desk sends no such mails.
   */
  async invite(actor: Actor, userId: string): Promise<void> {
    refuseWithoutMail(this.config);
    const now = this.clock.now();
    await this.database.asActor(actor, async (tx) => {
      const user = await tx.findOneBy(User, { id: userId });
      if (!user) throw new DomainError('NOT_FOUND');
      if (user.disabledAt) throw disabled();
      if (await tx.existsBy(SsoIdentity, { userId })) throw comesBySso();
      await writeMail(tx, { login: user.login, userId, kind: 'invitation' }, now);
      await recordAccount(tx, actor, { userId, kind: 'invited', at: now });
    });
  }
}

/** Tells the owner of an account what was changed in it, in the transaction that changes it. */
export async function tellOwner(
  tx: Tx,
  { id: userId, login }: Pick<User, 'id' | 'login'>,
  kind: NoticeKind,
  now: Date,
): Promise<void> {
  await writeMail(tx, { login, userId, kind }, now);
}

/** @returns null where it was sent, is over, is nobody's or of somebody who is disabled. */
export async function accountMailToSend(
  tx: Tx,
  config: MailConfig,
  id: string,
  now: Date,
): Promise<DueAccountMail | null> {
  const mail = await tx.findOneBy(AccountMail, { id, sentAt: IsNull(), endedAt: IsNull() });
  if (!mail?.userId || (mail.expiresAt && mail.expiresAt <= now)) return null;
  const user = await tx.findOneBy(User, { id: mail.userId, disabledAt: IsNull() });
  if (!user) return null;
  const { kind } = mail;
  const due = { id, userId: user.id, kind, locale: user.locale, login: user.login };
  if (kind !== 'invitation' && kind !== 'reset') return { ...due, link: null };
  const key = keyFor('account-mail', config);
  if (!key || !config.publicUrl) return null;
  // Behind the #: browsers send that to no server, so that no log and no Referer holds it.
  const url = `${config.publicUrl}/password#${linkToken(key, id)}`;
  return { ...due, link: { url, hours: LINK_HOURS[kind] } };
}

/** The mail server has it: from now on its link opens. */
export async function accountMailWasSent(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.update(AccountMail, { id, sentAt: IsNull() }, { sentAt: now });
}

async function writeMail(
  tx: Tx,
  { login, userId, kind }: Pick<AccountMail, 'login' | 'userId' | 'kind'>,
  now: Date,
): Promise<void> {
  const hours = kind === 'invitation' || kind === 'reset' ? LINK_HOURS[kind] : null;
  // Anybody may ask for a reset: it ends no link, or strangers would spoil invitations and each reset that is under way.
  if (kind === 'invitation' && userId !== null) await endLinks(tx, userId, now);
  const id = randomUUID();
  await tx.insert(AccountMail, {
    id,
    login,
    userId,
    kind,
    createdAt: now,
    expiresAt: hours === null ? null : new Date(now.getTime() + hours * HOUR_MS),
    sentAt: null,
    endedAt: null,
  });
  await requestJob(tx, 'account_mail.send', { mailId: id });
}

/** No link that somebody has opens anything any more. */
export async function endLinks(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.query(
    'UPDATE account_mail SET ended_at = $2 WHERE user_id = $1 AND expires_at IS NOT NULL AND ended_at IS NULL',
    [userId, now],
  );
}

function refuseWithoutMail(config: MailConfig): void {
  requireKeyFor('account-mail', config);
  if (config.mail && config.publicUrl) return;
  throw new DomainError('GUARD_REFUSED', {
    rule: 'identity.mails',
    detail: {
      zh: '本系统尚未设置邮件（THAW_SMTP_URL、THAW_PUBLIC_URL），请联系管理员。',
      en: 'This desk sends no mails (THAW_SMTP_URL, THAW_PUBLIC_URL): ask an admin.',
    },
  });
}

const disabled = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    rule: 'identity.user_enabled',
    detail: { zh: '该用户已停用，不能邀请。', en: 'This user is disabled and cannot be invited.' },
  });

const comesBySso = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    rule: 'identity.by_sso',
    detail: {
      zh: '该用户通过统一身份认证登录，没有本系统密码。如需改用密码，请先解除关联。',
      en: 'This user comes by the identity provider and has no password here. To give them one, unlink them first.',
    },
  });
