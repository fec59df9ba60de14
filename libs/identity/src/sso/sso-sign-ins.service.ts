import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, isDomainError, systemActor, type Clock, type UserActor } from '@thaw/kernel';
import { CONFIG, Database, openSecret, sealSecret, type Config, type Tx } from '@thaw/platform';
import { recordAccount } from '../account-events.service';
import { checkLogin, checkName } from '../names';
import { hashToken } from '../opaque-token';
import { hashPassword, unknownPassword } from '../passwords';
import { Session } from '../session.entity';
import { SessionsService, type SignedIn } from '../sessions.service';
import { SIGN_IN_CLOCK } from '../sign-in-clock';
import { requireKeyFor } from '../sign-in-keys';
import type { SignInOrigin } from '../sign-in-origin';
import { User } from '../user.entity';
import { providerSession } from './provider-session';
import type { SsoClaims } from './sso-claims';
import { openFlow, sealFlow } from './sso-flow';
import { SsoIdentity } from './sso-identity.entity';
import { SsoProvider } from './sso-provider';
import { followRoles } from './sso-roles';

const SSO = systemActor('sso');

/** Signing in by the house's identity provider. */
@Injectable()
export class SsoSignIns {
  constructor(
    private readonly database: Database,
    private readonly provider: SsoProvider,
    private readonly sessions: SessionsService,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'oidc' | 'signIn'>,
  ) {}

  /**
   * @param earlier the token of the session that the browser has so far.
   * @returns where the browser goes, and what it keeps until it comes back, sealed.
   * @throws DomainError GUARD_REFUSED where there is no provider · DEPENDENCY_UNAVAILABLE.
   */
  async begin(earlier: string | null): Promise<{ readonly url: string; readonly flow: string }> {
    const { url, flow } = await this.provider.begin();
    return { url, flow: sealFlow(this.key(), { ...flow, earlier }, this.clock.now()) };
  }

  /**
   * The browser has come back. Somebody who is new here and whom the provider gives a role gets an account.
   * @throws DomainError SIGN_IN_FAILED for what does not fit, and a disabled user · FORBIDDEN where no role is given, or none
   *   in effect yet · DEPENDENCY_UNAVAILABLE.
   */
  async finish(
    { query, flow: sealed }: { readonly query: string; readonly flow: string | null },
    origin: SignInOrigin,
  ): Promise<SignedIn> {
    const flow = sealed === null ? null : openFlow(this.key(), sealed, this.clock.now());
    if (!flow) throw new DomainError('SIGN_IN_FAILED');
    const { claims, idToken } = await this.provider.finish(query, flow);
    const user = await this.userOf(claims);
    if (user.disabledAt) throw new DomainError('SIGN_IN_FAILED');
    const signedIn = await this.sessions.open(user, 'sso', origin);
    if (flow.earlier !== null) await this.sessions.signOut(flow.earlier);
    const opened = claims.session === null ? null : providerSession(claims.issuer, claims.session);
    const sealedIdToken = sealSecret(this.key(), signedIn.sessionId, idToken);
    await this.database.asActor(signedIn.actor, (tx) =>
      tx.update(Session, { id: signedIn.sessionId }, { sealedIdToken, providerSession: opened }),
    );
    return signedIn;
  }

  /**
   * Ends the session of this token, whether the provider can be reached or not.
   * @returns where the browser goes to end the one at the provider too; null where it was not opened by it, or nothing is known of it now.
   */
  async signOut(actor: UserActor, token: string): Promise<string | null> {
    const session = await this.database.asActor(actor, (tx) =>
      tx.findOneBy(Session, { tokenHash: hashToken(token), userId: actor.userId }),
    );
    await this.sessions.signOut(token, actor);
    if (!session?.sealedIdToken) return null;
    const idToken = openSecret(this.key(), session.id, session.sealedIdToken);
    return idToken && this.provider.signOutUrl(idToken).catch(unlessAway);
  }

  private async userOf(claims: SsoClaims): Promise<User> {
    const now = this.clock.now();
    const trusted = this.config.oidc?.trustRoles ?? false;
    // Whoever comes by the provider has no password here.
    const passwordHash = await hashPassword(unknownPassword());
    return this.database.asActor(SSO, async (tx) => {
      const { issuer, subject, roles } = claims;
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('sso/' || $1, 0))`, [
        JSON.stringify([issuer, subject]),
      ]);
      const known = await tx.findOneBy(SsoIdentity, { issuer, subject });
      if (!known && roles.length === 0) throw noRole();
      const user = known
        ? await tx.findOneByOrFail(User, { id: known.userId })
        : await newUser(tx, claims, passwordHash, now);
      if (!user.disabledAt) await followRoles(tx, user.id, { wanted: roles, trusted }, now);
      return user;
    });
  }

  private key(): Buffer {
    return requireKeyFor('sso', this.config);
  }
}

async function newUser(tx: Tx, claims: SsoClaims, passwordHash: string, now: Date): Promise<User> {
  const { issuer, subject, displayName, userName } = claims;
  const byHash = `sso.${createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex')
    .slice(0, 20)}`;
  const wanted = asLogin(userName) ?? byHash;
  const login = (await tx.existsBy(User, { login: wanted })) ? byHash : wanted;
  const user: User = {
    id: randomUUID(),
    login,
    displayName: asName(displayName) ?? asName(userName) ?? login,
    passwordHash,
    merchantId: null,
    locale: 'zh',
    createdAt: now,
    disabledAt: null,
  };
  await tx.insert(User, user);
  await tx.insert(SsoIdentity, { issuer, subject, userId: user.id, linkedBy: 'system:sso', linkedAt: now });
  await recordAccount(tx, SSO, { userId: user.id, kind: 'sso_linked', at: now });
  return user;
}

/** A name that is like a local account's gives nothing of it: who is meant follows from issuer and subject alone. */
const asLogin = (name: string | null): string | null => acceptable(() => checkLogin(name ?? ''));
const asName = (name: string | null): string | null => acceptable(() => checkName('displayName', name ?? ''));

function acceptable(check: () => string): string | null {
  try {
    return check();
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

function unlessAway(error: unknown): null {
  if (isDomainError(error, 'DEPENDENCY_UNAVAILABLE')) return null;
  throw error;
}

const noRole = (): DomainError =>
  new DomainError('FORBIDDEN', {
    rule: 'identity.sso_role',
    detail: {
      zh: '统一身份认证没有给您本系统的角色，请联系管理员。',
      en: 'The identity provider gives you no role of this desk. Ask an admin.',
    },
  });
