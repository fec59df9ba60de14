import createClient, { type Middleware } from 'openapi-fetch';
import { language } from '../language/language';
import type { components, paths } from './schema';

/** What the API's description calls by name. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** A refusal as the API words it, in the reader's language. */
export class Refusal extends Error {
  constructor(readonly problem: Schema<'Problem'> & Readonly<Record<string, unknown>>) {
    super(problem.detail ?? problem.title);
  }

  get code(): string {
    return this.problem.code;
  }
}

/** The network, or whatever lies between: nothing that the desk said. */
export class Unreachable extends Error {}

const signedOut = new Set<() => void>();

/** Calls `then` when the API says that nobody is signed in any more. @returns what stops it. */
export function onSignedOut(then: () => void): () => void {
  signedOut.add(then);
  return () => signedOut.delete(then);
}

/** What every request of these pages says: the reader's language, and that it comes from here and no other site. */
export const ownHeaders = (): Readonly<Record<string, string>> => ({
  'accept-language': language() === 'zh' ? 'zh-CN' : 'en',
  'thaw-csrf': '1',
});

const fromHere: Middleware = {
  onRequest: ({ request }) => {
    for (const [name, value] of Object.entries(ownHeaders())) request.headers.set(name, value);
    return request;
  },
};

const client = createClient<paths>({ baseUrl: window.location.origin, credentials: 'same-origin' });
client.use(fromHere);

export const api = client;

interface Answer<Data> {
  readonly data?: Data | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * What the API answered.
 * @throws Refusal where it refused, Unreachable where it could not be asked.
 */
export async function answerOf<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    throw new Unreachable('unreachable', { cause });
  });
  if (response.ok) return data as Data;
  if (typeof error !== 'object' || error === null || !('code' in error)) throw new Unreachable('unreachable');
  const refusal = new Refusal(error as Refusal['problem']);
  if (refusal.code === 'NOT_SIGNED_IN') for (const then of signedOut) then();
  throw refusal;
}
