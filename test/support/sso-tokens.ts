import { generateKeyPairSync, hkdfSync } from 'node:crypto';
import { openSecret } from '@thaw/platform';
import { SignJWT } from 'jose';
import type { TestDatabase } from './test-database';

/** What tokens of the provider are sealed under. */
export const sealing = (key: string): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), '', 'thaw/sso', 32));

/** The ID token of the session that the provider opened last, of those that are open. */
export async function newestIdToken(database: TestDatabase, key: string): Promise<string> {
  const [session] = await database.query<{ sealed: Buffer; id: string }>(
    `SELECT sealed_id_token AS sealed, id FROM session WHERE revoked_at IS NULL AND sealed_id_token IS NOT NULL
     ORDER BY created_at DESC LIMIT 1`,
  );
  const token = session && openSecret(sealing(key), session.id, session.sealed);
  if (!token) throw new Error('no session of the provider is open');
  return token;
}

/** Logout tokens that say all that one should, by a key that is not the provider's, and by the secret that the desk shares with it. */
export function forgedLogouts(issuer: string, subject: string): Promise<string[]> {
  const forged = (alg: string): SignJWT =>
    new SignJWT({
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      sub: subject,
      jti: 'made-up',
    })
      .setProtectedHeader({ kid: 'k1', typ: 'logout+jwt', alg })
      .setIssuer(issuer)
      .setAudience('thaw')
      .setIssuedAt()
      .setExpirationTime('2m');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secret = Buffer.from('a-secret-of-tests-alone');
  return Promise.all([forged('RS256').sign(privateKey), forged('HS256').sign(secret)]);
}
