import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Clock } from '@thaw/kernel';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { SIGN_IN_CLOCK } from '../sign-in-clock';
import { logoutIn, type ProviderLogout } from './logout-claims';
import { SsoProvider, UNREACHABLE } from './sso-provider';

/** Signed by the provider's own key: what a client secret signs could be anybody's who has it. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** One that is older was held up somewhere, or kept to be sent again. */
const MOST_AGE_SECONDS = 300;
const SKEW_SECONDS = 60;
const PATIENCE_MS = 10_000;

/** Reads logout tokens of the house's identity provider (OpenID Connect Back-Channel Logout 1.0, 2.6). */
@Injectable()
export class LogoutTokens {
  private keys: JWTVerifyGetKey | null = null;

  constructor(
    private readonly provider: SsoProvider,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError INVALID_REQUEST on `logout_token` for what the provider did not sign for this desk just now ·
   *   GUARD_REFUSED without a provider · DEPENDENCY_UNAVAILABLE where its keys cannot be had.
   */
  async open(token: string): Promise<ProviderLogout> {
    const { issuer, clientId, keysUrl } = await this.provider.signing();
    this.keys ??= createRemoteJWKSet(new URL(keysUrl), { timeoutDuration: PATIENCE_MS });
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer,
        audience: clientId,
        algorithms: ALGORITHMS,
        // By that no other token of the provider passes for one (ASVS 5.0, 10.5.5).
        typ: 'logout+jwt',
        maxTokenAge: MOST_AGE_SECONDS,
        clockTolerance: SKEW_SECONDS,
        currentDate: this.clock.now(),
        requiredClaims: ['iat', 'jti'],
      });
      const logout = logoutIn(payload);
      if (logout) return logout;
    } catch (error) {
      throw refusalOf(error);
    }
    throw noLogout();
  }
}

/** Where the keys could not be had, nothing is known of the token. */
const AWAY: readonly string[] = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT'];

function refusalOf(error: unknown): Error {
  const isRead = error instanceof errors.JOSEError && !AWAY.includes(error.code);
  return isRead ? noLogout() : new DomainError('DEPENDENCY_UNAVAILABLE', { detail: UNREACHABLE });
}

const noLogout = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'logout_token',
    detail: {
      zh: '不是统一身份认证刚刚为本系统签发的登出令牌。',
      en: 'This is no logout token that the identity provider has signed for this desk just now.',
    },
  });
