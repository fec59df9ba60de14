import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Clock } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { recordAccount } from '../account-events.service';
import { SIGN_IN_CLOCK } from '../sign-in-clock';
import { LogoutTokens } from './logout-tokens';
import { providerSession } from './provider-session';

const SSO = systemActor('sso');

/** Ends sessions here when the identity provider says that somebody is signed out there. */
@Injectable()
export class SsoLogouts {
  constructor(
    private readonly database: Database,
    private readonly tokens: LogoutTokens,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Those that were opened by the session that the token names, or else by its subject before. A second call changes nothing.
   * @throws DomainError as {@link LogoutTokens.open}
   */
  async end(token: string): Promise<void> {
    const { issuer, subject, session, at } = await this.tokens.open(token);
    const now = this.clock.now();
    const hash = session === null ? null : providerSession(issuer, session);
    await this.database.asActor(SSO, async (tx) => {
      const [ended] = await tx.query<[{ user_id: string }[], number]>(ENDED, [
        now,
        at,
        hash,
        issuer,
        subject,
      ]);
      const counts = new Map<string, number>();
      for (const { user_id: userId } of ended) counts.set(userId, (counts.get(userId) ?? 0) + 1);
      for (const [userId, count] of counts)
        await recordAccount(tx, SSO, { userId, kind: 'sessions_ended', at: now, data: { count } });
    });
  }
}

/**
 * $1 now, $2 when the token was signed, $3 the provider's session, $4 issuer, $5 subject. The subject counts where no session is
 * told, by the token or at the opening of one here; and not for what was opened later, when clocks differ by a minute at most.
 */
const ENDED = `
UPDATE session s SET revoked_at = $1
WHERE s.opened_by = 'sso' AND s.revoked_at IS NULL AND (s.provider_session = $3
  OR ($3::bytea IS NULL OR s.provider_session IS NULL) AND s.created_at < $2::timestamptz + interval '1 minute'
    AND s.user_id = (SELECT i.user_id FROM sso_identity i WHERE i.issuer = $4 AND i.subject = $5))
RETURNING s.user_id`;
