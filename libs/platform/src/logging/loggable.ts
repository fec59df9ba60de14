import { failureReport } from './failure-report';

const REDACTED = '[redacted]';
/** Deeper is either a circle or nothing that a line of a log should hold. */
const DEEPEST = 10;

/** A secret wherever the word stands in a name, and only where it ends one: `passwordHash`, `apiKey`, not `keyId`. */
const ANYWHERE = /^(passwords?|secrets?|authorization|cookies?|credentials?)$/;
const AT_THE_END = /^(tokens?|keys?|cards?)$/;
const SAYS_NOTHING = /^(hash|number|value|text)$/;

/**
 * A copy of what is to be logged, fit to be: secrets by the names they stand under, at any depth, and of errors only
 * their {@link failureReport}. Card numbers are the business of the finished line.
 */
export function loggable(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return failureReport(value);
  if (depth > DEEPEST) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => loggable(item, depth + 1));
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return loggable((value as { toJSON(): unknown }).toJSON(), depth + 1);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSecret(name) ? REDACTED : loggable(member, depth + 1),
    ]),
  );
}

function isSecret(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  const telling = words.filter((word) => !SAYS_NOTHING.test(word));
  return words.some((word) => ANYWHERE.test(word)) || AT_THE_END.test(telling.at(-1) ?? '');
}
