import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import { CONFIG, Logger, type Config } from '@thaw/platform';
import * as client from 'openid-client';
import { rolesIn, textIn, type SsoClaims } from './sso-claims';
import type { SsoFlow } from './sso-flow';

type OidcSettings = NonNullable<Config['oidc']>;

const CALLBACK_PATH = '/v1/sso/callback';
const PATIENCE_SECONDS = 10;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The house's identity provider, by OpenID Connect: authorization code with PKCE, state and nonce. */
@Injectable()
export class SsoProvider {
  private found: Promise<client.Configuration> | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'oidc' | 'publicUrl'>,
    private readonly logger: Logger,
  ) {}

  /** Where the browser goes to sign in, and what it keeps meanwhile. @throws DomainError as {@link settings}, DEPENDENCY_UNAVAILABLE */
  async begin(): Promise<{ readonly url: string; readonly flow: Omit<SsoFlow, 'earlier'> }> {
    const { scopes, acr } = this.settings();
    const flow = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(await this.provider(), {
      redirect_uri: this.address(CALLBACK_PATH),
      scope: scopes,
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
      ...(acr !== null && { acr_values: acr }),
    });
    return { url: url.href, flow };
  }

  /**
   * Who has signed in there.
   * @param query of the address that the browser came back to.
   * @throws DomainError SIGN_IN_FAILED whatever does not fit · DEPENDENCY_UNAVAILABLE where the provider cannot be reached.
   */
  async finish(
    query: string,
    flow: SsoFlow,
  ): Promise<{ readonly claims: SsoClaims; readonly idToken: string }> {
    const settings = this.settings();
    const provider = await this.provider();
    try {
      const tokens = await client.authorizationCodeGrant(
        provider,
        new URL(`${this.address(CALLBACK_PATH)}?${query}`),
        {
          pkceCodeVerifier: flow.verifier,
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          idTokenExpected: true,
        },
      );
      const claims = tokens.claims();
      if (!claims || !tokens.id_token) throw new DomainError('SIGN_IN_FAILED');
      if (settings.acr !== null && claims.acr !== settings.acr) throw tooWeak();
      return { claims: claimsOf(claims, settings), idToken: tokens.id_token };
    } catch (error) {
      throw this.refusal(error);
    }
  }

  /** Where the browser goes to end its session there too; null where the provider has no such place. */
  async signOutUrl(idToken: string): Promise<string | null> {
    const provider = await this.provider();
    if (provider.serverMetadata().end_session_endpoint === undefined) return null;
    return client.buildEndSessionUrl(provider, {
      id_token_hint: idToken,
      post_logout_redirect_uri: this.address('/'),
    }).href;
  }

  /** By whose keys, and for whom, its tokens are signed. @throws DomainError as {@link begin}; DEPENDENCY_UNAVAILABLE also where it names no keys. */
  async signing(): Promise<{ readonly issuer: string; readonly clientId: string; readonly keysUrl: string }> {
    const { issuer, jwks_uri: keysUrl } = (await this.provider()).serverMetadata();
    if (keysUrl === undefined) throw new DomainError('DEPENDENCY_UNAVAILABLE', { detail: UNREACHABLE });
    return { issuer, clientId: this.settings().clientId, keysUrl };
  }

  private provider(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings();
    const server = new URL(issuer);
    // What goes over no network needs no TLS: a provider on this machine, as tests have it.
    const execute = LOOPBACK.test(server.hostname) ? [client.allowInsecureRequests] : [];
    this.found ??= client
      .discovery(server, clientId, clientSecret, undefined, { execute, timeout: PATIENCE_SECONDS })
      .catch((error: unknown) => {
        this.found = null;
        this.logger.warn({ reason: reasonOf(error) }, 'the identity provider cannot be reached');
        throw new DomainError('DEPENDENCY_UNAVAILABLE', { detail: UNREACHABLE });
      });
    return this.found;
  }

  /** What was refused tells its code alone: descriptions may quote what was sent. */
  private refusal(error: unknown): DomainError {
    if (error instanceof DomainError) return error;
    const reason = reasonOf(error);
    this.logger.info({ reason }, 'an answer of the identity provider was refused');
    return NETWORK.test(reason)
      ? new DomainError('DEPENDENCY_UNAVAILABLE', { detail: UNREACHABLE })
      : new DomainError('SIGN_IN_FAILED');
  }

  private settings(): OidcSettings {
    if (this.config.oidc) return this.config.oidc;
    throw new DomainError('GUARD_REFUSED', {
      rule: 'identity.sso',
      detail: {
        zh: '本系统未设置单点登录，请用密码登录。',
        en: 'Single sign-on is not set up here: sign in with your password.',
      },
    });
  }

  private address(path: string): string {
    return `${this.config.publicUrl ?? ''}${path}`;
  }
}

const NETWORK = /^(OAUTH_TIMEOUT|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UND_ERR|TypeError)/;
export const UNREACHABLE = {
  zh: '暂时无法连接统一身份认证，请稍后再试，或用密码登录。',
  en: 'The identity provider cannot be reached now. Try again later, or sign in with your password.',
};

function reasonOf(error: unknown): string {
  const { code, cause, name } = error as { code?: string; cause?: { code?: string }; name?: string };
  return code ?? cause?.code ?? name ?? 'unknown';
}

const claimsOf = (
  claims: Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string },
  { rolesClaim, roleMap }: OidcSettings,
): SsoClaims => ({
  issuer: new URL(claims.iss).href,
  subject: claims.sub,
  displayName: textIn(claims, 'name'),
  userName: textIn(claims, 'preferred_username'),
  session: textIn(claims, 'sid'),
  roles: rolesIn(claims, rolesClaim, roleMap),
});

const tooWeak = (): DomainError =>
  new DomainError('FORBIDDEN', {
    rule: 'identity.sso_acr',
    detail: {
      zh: '统一身份认证的登录强度不够，请在那里启用多因素登录后再试。',
      en: 'The way you signed in at the identity provider is not strong enough here. Use a second factor there.',
    },
  });
