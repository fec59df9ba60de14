import { createHash } from 'node:crypto';

/** What was erased cannot be held against anything; of a new row there are no values, only the salt. */
export function isAsCommitted(entry: string, body: string | null, salt: Buffer | null): boolean {
  if (body === null) return true;
  const { commitment } = JSON.parse(entry) as { commitment?: unknown };
  return salt !== null && createHash('sha256').update(salt).update(body).digest('hex') === commitment;
}
