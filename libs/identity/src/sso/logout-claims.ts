import { textIn } from './sso-claims';

/** Whom the provider has signed out. At least one of the two is said. */
export interface ProviderLogout {
  readonly issuer: string;
  readonly subject: string | null;
  /** Its session (`sid`). */
  readonly session: string | null;
  readonly at: Date;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Null for any other token, as an ID token is, and for what says nobody. */
export function logoutIn(payload: Readonly<Record<string, unknown>>): ProviderLogout | null {
  const events: unknown = payload['events'];
  const event: unknown = typeof events === 'object' && events !== null ? Reflect.get(events, EVENT) : null;
  const [subject, session] = [textIn(payload, 'sub'), textIn(payload, 'sid')];
  const { iss: issuer, iat: issuedAt } = payload;
  if (typeof issuer !== 'string' || typeof issuedAt !== 'number') return null;
  const isLogout = typeof event === 'object' && event !== null && payload['nonce'] === undefined;
  if (!isLogout || (subject === null && session === null)) return null;
  return {
    issuer: new URL(issuer).href,
    subject,
    session,
    at: new Date(issuedAt * 1000),
  };
}
