import { createHmac } from 'node:crypto';
import type { Config } from '@thaw/platform';

/** By which a key is known again, and no more: of 256 random bits nothing can be told from it. */
export type KeyMarks = Readonly<Record<string, string>>;

/** Of every key under which something in the database or a file is kept. */
export function keyMarks({ cardKey, signIn, webhooks, audit, files }: Config): KeyMarks {
  const keys: readonly (readonly [name: string, key: Buffer | null])[] = [
    [`THAW_CARD_KEY ${cardKey.id}`, cardKey.key],
    ['THAW_SIGN_IN_KEY', signIn.key],
    ['THAW_WEBHOOK_KEY', webhooks.key],
    ['THAW_AUDIT_KEY', audit.key],
    ...[...(files.keys.current ? [files.keys.current] : []), ...files.keys.old].map(
      ({ id, key }) => [`THAW_FILE_KEY ${id}`, key] as const,
    ),
  ];
  return Object.fromEntries(
    keys.flatMap(([name, key]) => (key === null ? [] : [[name, markOf(name, key)] as const])),
  );
}

/** Names of keys that the archive was made under and that are others here, or not set. */
export const otherKeys = (made: KeyMarks, here: KeyMarks): readonly string[] =>
  Object.keys(made).filter((name) => made[name] !== here[name]);

const markOf = (name: string, key: Buffer): string =>
  createHmac('sha256', key).update(`thaw key mark: ${name}`).digest('hex').slice(0, 16);
