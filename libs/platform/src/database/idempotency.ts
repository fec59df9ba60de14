import { createHash, createHmac } from 'node:crypto';
import { DomainError, actorRef, type Actor } from '@thaw/kernel';
import type { Tx } from './database';

export interface IdempotentRequest {
  /** Keys belong to whoever sent them: two actors may use the same one. */
  readonly actor: Actor;
  /** The `Idempotency-Key` header: 1–255 printable ASCII characters. */
  readonly key: string;
  /** Under which the key is stored: a client may put anything into it, a card number too. */
  readonly secret: Buffer;
  /** From {@link requestHash}. */
  readonly requestHash: Buffer;
  readonly now: Date;
}

export interface StoredResponse<T> {
  readonly status: number;
  /** Anything JSON holds. A repeat gets it as JSON gives it back: dates are strings. */
  readonly body: T;
}

export interface IdempotentResponse<T> extends StoredResponse<T> {
  /** Whether it is the stored answer of an earlier request. */
  readonly repeated: boolean;
}

const KEY_FORM = /^[\x20-\x7e]{1,255}$/;

/**
 * Does `work` once per actor and key, in the caller's transaction: its effects, the key and the answer are committed
 * together or not at all. A request with the same key at the same time waits for the first on the unique index, then
 * gets its answer; if the first fails, the second does the work.
 * @throws DomainError INVALID_REQUEST for a malformed key · IDEMPOTENCY_KEY_REUSED where the key stands for another
 *   request · whatever `work` throws, and then nothing is kept.
 */
export async function idempotently<T>(
  tx: Tx,
  request: IdempotentRequest,
  work: () => Promise<StoredResponse<T>>,
): Promise<IdempotentResponse<T>> {
  checkKey(request.key);
  const owner = actorRef(request.actor);
  const key = createHmac('sha256', request.secret).update(request.key).digest('hex');
  const taken = await tx.query<object[]>(
    `INSERT INTO idempotency_key (actor, key, request_hash, created_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (actor, key) DO NOTHING RETURNING key`,
    [owner, key, request.requestHash, request.now],
  );
  if (taken.length === 0) return storedAnswer(tx, owner, key, request.requestHash);
  const { status, body } = await work();
  await tx.query('UPDATE idempotency_key SET status = $3, response = $4 WHERE actor = $1 AND key = $2', [
    owner,
    key,
    status,
    JSON.stringify(body ?? null),
  ]);
  return { status, body, repeated: false };
}

/**
 * What makes two requests the same: where they go and what they say, whatever the order of their members.
 * @param target e.g. `POST /v1/cases`
 */
export const requestHash = (target: string, body: unknown): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([target, sorted(body)]))
    .digest();

async function storedAnswer<T>(
  tx: Tx,
  owner: string,
  key: string,
  requestHash: Buffer,
): Promise<IdempotentResponse<T>> {
  const [row] = await tx.query<{ request_hash: Buffer; status: number | null; response: T }[]>(
    'SELECT request_hash, status, response FROM idempotency_key WHERE actor = $1 AND key = $2',
    [owner, key],
  );
  if (row && !row.request_hash.equals(requestHash)) throw new DomainError('IDEMPOTENCY_KEY_REUSED');
  // Swept away between the two statements, or written by something that does not keep to this file.
  if (!row || row.status === null) throw new DomainError('IDEMPOTENCY_IN_PROGRESS');
  return { status: row.status, body: row.response, repeated: true };
}

function checkKey(key: string): void {
  if (KEY_FORM.test(key)) return;
  throw new DomainError('INVALID_REQUEST', {
    field: 'Idempotency-Key',
    detail: {
      zh: 'Idempotency-Key 须为 1–255 个可打印的 ASCII 字符，例如一个 UUID。',
      en: 'The Idempotency-Key takes 1 to 255 printable ASCII characters, for example a UUID.',
    },
  });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
