import { setTimeout as sleep } from 'node:timers/promises';
import type { Fate, KeyedAnswer, Ledger, Wanted } from './ledger';

/** Whatever it is: who asks knows. */
export type Body = ReturnType<typeof JSON.parse>;

export interface Answer {
  readonly status: number;
  readonly body: Body;
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly token: string;
  readonly body?: object | FormData;
  readonly key?: string;
}

/** A client gives up on an answer after this. */
const PATIENCE_MS = 6_000;
const AGAIN_MS = 60;

/** The API as a client meets it over a line that breaks: an answer, or none. */
export class Door {
  constructor(
    private readonly url: string,
    private readonly ledger: Ledger,
  ) {}

  async read(token: string, path: string): Promise<Answer | null> {
    return this.send({ method: 'GET', path, token }, this.ledger.nextRequest());
  }

  /** One try; it is written down what was wanted and what became of it. */
  async write(what: string, request: Request, { events = null }: { events?: 1 | null } = {}): Promise<Answer | null> {
    const id = this.ledger.nextRequest();
    const wanted: Wanted = { what, requests: [id], fate: 'unanswered', events };
    this.ledger.wanted.push(wanted);
    const answer = await this.send(request, id);
    wanted.fate = fateOf(answer);
    return answer;
  } // prettier-ignore

  /** Tried until it is answered, under one key, as a client that keeps to the rules does. */
  async insist(
    what: string,
    request: Request & { readonly key: string; readonly body: object },
    isOver: () => boolean,
  ): Promise<Answer | null> {
    const wanted: Wanted = { what, requests: [], fate: 'unanswered', events: 1 };
    this.ledger.wanted.push(wanted);
    do {
      const id = this.ledger.nextRequest();
      wanted.requests.push(id);
      const answer = await this.send(request, id);
      wanted.fate = fateOf(answer);
      if (answer && wanted.fate === 'accepted') {
        const { token, path, body, key } = request;
        this.ledger.keyed.push({
          wanted,
          token,
          path,
          body,
          key,
          status: answer.status,
          answer: answer.body,
        });
      }
      if (wanted.fate !== 'unanswered') return answer;
      await sleep(AGAIN_MS);
    } while (!isOver());
    return null;
  }

  /** Once more what was answered under its key: one more request that is counted with the first. */
  async again({ wanted, token, path, body, key }: KeyedAnswer): Promise<Answer | null> {
    const id = this.ledger.nextRequest();
    wanted.requests.push(id);
    return this.send({ method: 'POST', path, token, body, key }, id);
  }

  private async send({ method, path, token, body, key }: Request, id: string): Promise<Answer | null> {
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'accept-language': 'en',
          'x-request-id': id,
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...(body && !(body instanceof FormData) ? { 'content-type': 'application/json' } : {}),
        },
        ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const { status, headers } = response;
      const type = headers.get('content-type') ?? '';
      const answered = type.includes('json') ? await response.json() : Buffer.from(await response.arrayBuffer());
      if (status >= 500) this.look(`${method} ${path}`, status, headers, answered);
      return { status, body: answered };
    } catch {
      return null;
    }
  } // prettier-ignore

  /** While something is away the API says so, by a problem that says when to come again; it never says INTERNAL. */
  private look(what: string, status: number, headers: Headers, body: Body): void {
    const isProblem = headers.get('content-type')?.startsWith('application/problem+json');
    const says = `${what}: ${status} ${JSON.stringify(body)}`;
    if (status !== 503) this.ledger.stumbles.push(says);
    else if (!isProblem || !(Number(headers.get('retry-after')) > 0))
      this.ledger.stumbles.push(`${says}, without a word when to come again`);
  }
}

/** A 503 is no answer to whether it was done: the commit may have been on its way when the line broke. */
export function fateOf(answer: Answer | null): Fate {
  if (!answer || answer.status >= 500) return 'unanswered';
  return answer.status < 400 ? 'accepted' : 'refused';
}
