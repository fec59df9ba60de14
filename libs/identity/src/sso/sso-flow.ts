import { openSecret, sealSecret } from '@thaw/platform';

/** What a browser keeps from when it was sent to the provider until it comes back: all that its answer is held against. */
export interface SsoFlow {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
  /** The session that the browser has so far, which ends with the new one; null where it has none. */
  readonly earlier: string | null;
}

export const FLOW_SECONDS = 600;
const BOUND_TO = 'sso-flow';

/** Sealed, so that the browser holds it and reads none of it; in base64url. */
export const sealFlow = (key: Buffer, flow: SsoFlow, now: Date): string =>
  sealSecret(key, BOUND_TO, JSON.stringify({ ...flow, until: now.getTime() + FLOW_SECONDS * 1000 })).toString(
    'base64url',
  );

/** Null for what we did not seal, and what is too old. */
export function openFlow(key: Buffer, sealed: string, now: Date): SsoFlow | null {
  const text = openSecret(key, BOUND_TO, Buffer.from(sealed, 'base64url'));
  if (text === null) return null;
  const { until, ...flow } = JSON.parse(text) as SsoFlow & { until: number };
  return until > now.getTime() ? flow : null;
}
