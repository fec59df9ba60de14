import { createHash } from 'node:crypto';

/** By which a session here is found when the provider says that its own has ended; of whatever length that is named. */
export const providerSession = (issuer: string, session: string): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([issuer, session]))
    .digest();
