import { lookup as lookUp } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { DispatchFailure } from '../dispatches/dispatch.entity';
import { bareHost, publicAddresses, type Resolve } from './public-address';

/** Why a try failed: a code, never what the other side said. */
export type WebhookFailure =
  | 'url_refused'
  | 'address_refused'
  | 'name_not_found'
  | 'connect_timeout'
  | 'timeout'
  | 'tls'
  | 'connection'
  | 'status'
  | 'secret_unreadable';

/** `status`: of the answer, where there was one; `error`: null where the answer is a 2xx. */
export interface PostOutcome {
  readonly status: number | null;
  readonly error: WebhookFailure | null;
  /** What a 2xx said, where that was asked for. */
  readonly answer?: string;
}

export interface PostOptions {
  /** Whether any address of the host will do. */
  readonly anyAddress: boolean;
  readonly resolve?: Resolve;
  readonly connectMs?: number;
  readonly totalMs?: number;
  /** Whether what it answers is wanted, too: not all tell by the status alone. */
  readonly keepsAnswer?: boolean;
}

const CONNECT_MS = 5_000;
const TOTAL_MS = 15_000;
/** No more of an answer is taken in: only its status counts. */
const LONGEST_ANSWER = 64 * 1024;
const TLS_ERROR = /CERT|TLS|SSL|SIGNED|VERIFY|ISSUER/;

const resolveAll: Resolve = async (name) =>
  (await lookUp(name, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * One POST straight to the receiver: by no proxy, following no redirect, to an address that was checked and is not asked
 * for again, so that a name cannot answer one thing to the check and another to the connection. Throws nothing.
 */
export async function postSigned(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  {
    anyAddress,
    resolve = resolveAll,
    connectMs = CONNECT_MS,
    totalMs = TOTAL_MS,
    keepsAnswer = false,
  }: PostOptions,
): Promise<PostOutcome> {
  const host = bareHost(url);
  const deadline = new Deadline(totalMs);
  try {
    const named = anyAddress ? (isIP(host) === 0 ? resolve(host) : [host]) : publicAddresses(host, resolve);
    const addresses = await Promise.race([named, deadline.passed]).catch(() => 'unknown' as const);
    if (addresses === 'passed') return failed('timeout');
    if (addresses === 'unknown') return failed('name_not_found');
    if (addresses === null || addresses.length === 0) return failed('address_refused');
    return await exchange(url, headers, body, {
      lookup: pinned(addresses),
      connectMs,
      keepsAnswer,
      signal: deadline.signal,
    });
  } finally {
    deadline.clear();
  }
}

class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  readonly passed: Promise<'passed'>;

  constructor(ms: number) {
    this.timer = setTimeout(() => this.controller.abort(), ms);
    this.passed = new Promise((resolve) =>
      this.signal.addEventListener('abort', () => resolve('passed'), { once: true }),
    );
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}

/** Answers every question for an address with those that were checked. */
const pinned =
  (addresses: readonly string[]): LookupFunction =>
  (_name, { all }, answer) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first] = found;
    if (all) answer(null, found);
    else if (first) answer(null, first.address, first.family);
    else answer(new Error('there is no address'), '');
  };

interface Exchange {
  readonly lookup: LookupFunction;
  readonly connectMs: number;
  readonly keepsAnswer: boolean;
  readonly signal: AbortSignal;
}

function exchange(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  { lookup, connectMs, keepsAnswer, signal }: Exchange,
): Promise<PostOutcome> {
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve) => {
    let gaveUp = false;
    const request = (isSecure ? https : http).request(url, {
      method: 'POST',
      // One of its own for each call: neither a proxy nor a connection made for an earlier check.
      agent: false,
      lookup,
      signal,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    const connecting = setTimeout(() => {
      gaveUp = true;
      request.destroy();
    }, connectMs);
    const settle = (outcome: PostOutcome): void => {
      clearTimeout(connecting);
      resolve(outcome);
    };
    request.once('socket', (socket) =>
      socket.once(isSecure ? 'secureConnect' : 'connect', () => clearTimeout(connecting)),
    );
    let answered: PostOutcome | null = null;
    const broke = (code = ''): void => {
      if (answered) settle(answered);
      else if (gaveUp) settle(failed('connect_timeout'));
      else if (signal.aborted) settle(failed('timeout'));
      else settle(failed(TLS_ERROR.test(code) ? 'tls' : 'connection'));
    };
    request.on('error', (error: NodeJS.ErrnoException) => broke(error.code));
    // What ends without an answer and without an error, such as an upgrade that nobody asked for.
    request.on('close', () => broke());
    request.once('response', (response) => {
      const { statusCode: status = 0 } = response;
      const outcome: PostOutcome = { status, error: status >= 200 && status < 300 ? null : 'status' };
      // Whatever becomes of the rest, its status was said.
      answered = outcome;
      let taken = 0;
      const pieces: Buffer[] = [];
      const end = (): void =>
        settle(keepsAnswer ? { ...outcome, answer: Buffer.concat(pieces).toString('utf8') } : outcome);
      response.on('data', (piece: Buffer) => {
        taken += piece.length;
        if (taken > LONGEST_ANSWER) response.destroy();
        else if (keepsAnswer) pieces.push(piece);
      });
      response.on('error', end);
      response.on('close', end);
    });
    request.end(body);
  });
}

/** As dispatches call it; `status`: the other side answered that it will not, for now. */
export const asFailure = (failure: WebhookFailure): DispatchFailure => FAILURES[failure];

const FAILURES: { readonly [failure in WebhookFailure]: DispatchFailure } = {
  url_refused: 'connection',
  address_refused: 'connection',
  name_not_found: 'connection',
  connection: 'connection',
  secret_unreadable: 'connection',
  connect_timeout: 'timeout',
  timeout: 'timeout',
  tls: 'tls',
  status: 'put_off',
};

const failed = (error: WebhookFailure): PostOutcome => ({ status: null, error });
