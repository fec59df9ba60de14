import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { recordNote, recordRefusal } from '@thaw/audit';
import {
  SystemClock,
  actorRef,
  hasCardNumber,
  systemActor,
  type Actor,
  type DomainError,
  type ErrorCode,
} from '@thaw/kernel';
import { Database, Logger } from '@thaw/platform';
import type { FastifyRequest } from 'fastify';
import { RefusalBudget, type Refusal } from './refusal-budget';

/** That somebody was not let in, was stopped guessing, or may not do or see what they asked for. What is not theirs is not there for them. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'NOT_SIGNED_IN',
  'SIGN_IN_FAILED',
  'FORBIDDEN',
  'NOT_FOUND',
  'ACTION_NOT_YOURS',
  'SEPARATION_OF_DUTIES',
  'TOO_MANY_REQUESTS',
]);

interface Refused extends Refusal {
  readonly actor: Actor;
  readonly key: string | null;
  readonly said: Readonly<Record<string, unknown>>;
  readonly address: string;
}

/** How many wait to be written while the database is slow; the rest is counted. */
const MOST_WAITING = 1_000;
/** No answer waits longer for its record. */
const PATIENCE_MS = 2_000;
const MINUTE_MS = 60_000;

/**
 * Every refusal in a transaction of its own, since the one that was refused is rolled back. They are written one after
 * the other on one connection, so that a flood of them takes no more of the database.
 */
@Injectable()
export class Refusals implements BeforeApplicationShutdown {
  private readonly clock = new SystemClock();
  private readonly budget = new RefusalBudget<Refused>();
  private readonly waiting: {
    readonly refused: Refused;
    readonly times: number;
    readonly done: () => void;
  }[] = [];
  private writing: Promise<void> | null = null;
  private lost = 0;
  private readonly tick: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {
    this.tick = setInterval(() => this.tellRest(this.now()), MINUTE_MS);
    this.tick.unref();
  }

  /** Resolves when it is written, or after two seconds: the answer may go then. Null where there is nothing to record. */
  note(error: DomainError, request: FastifyRequest): Promise<void> | null {
    const refused = refusedOf(error, request);
    return refused && this.noted(refused);
  }

  private async noted(refused: Refused): Promise<void> {
    const now = this.now();
    this.tellRest(now);
    if (!this.budget.take(refused, now)) return;
    const written = this.keep(refused, 1);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
    await Promise.race([written, patience]);
    clearTimeout(timer);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.tick);
    this.tellRest(Number.POSITIVE_INFINITY);
    await this.writing;
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private tellRest(now: number): void {
    for (const { refusal, times } of this.budget.ended(now)) void this.keep(refusal, times);
  }

  private keep(refused: Refused, times: number): Promise<void> {
    if (this.waiting.length >= MOST_WAITING) {
      this.lost += times;
      return Promise.resolve();
    }
    const written = new Promise<void>((done) => this.waiting.push({ refused, times, done }));
    this.writing ??= this.writeAll().finally(() => (this.writing = null));
    return written;
  }

  private async writeAll(): Promise<void> {
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      const { refused, times, done } = next;
      try {
        await this.write(refused, times);
        if (this.lost > 0) await this.writeLost();
      } catch (error) {
        this.lost += times;
        this.logger.warn({ err: error, action: refused.action }, 'a refusal could not be recorded');
      }
      done();
    }
  }

  private write({ actor, action, key, said, address }: Refused, times: number): Promise<unknown> {
    return this.database.asActor(actor, (tx) =>
      recordRefusal(
        tx,
        action,
        { subject: 'route', key },
        { ...said, ...(times > 1 && { times }) },
        { address },
      ),
    );
  }

  private async writeLost(): Promise<void> {
    const lost = this.lost;
    await this.database.asActor(systemActor('identity'), (tx) =>
      recordNote(tx, 'refusals_not_recorded', { subject: 'route', key: null }, { times: lost }),
    );
    this.lost -= lost;
  }
}

function refusedOf({ code, context }: DomainError, request: FastifyRequest): Refused | null {
  const route = request.routeOptions.url;
  if (!REFUSALS.has(code) || route === undefined) return null;
  const { actor } = request;
  const params = Object.values((request.params ?? {}) as Record<string, unknown>).map(String);
  // Nothing was tried by whoever shows nothing; what nobody asked for by name is nobody's.
  const { authorization, cookie } = request.headers;
  if (code === 'NOT_SIGNED_IN' && authorization === undefined && cookie === undefined) return null;
  if (code === 'NOT_FOUND' && (!actor || params.length === 0)) return null;
  return {
    who: actor ? actorRef(actor) : request.ip,
    actor: actor ?? { ...systemActor('identity'), requestId: request.id },
    action: `${request.method} ${route}`,
    code,
    key: params.length > 0 && params.every(isName) ? params.join('/') : null,
    said: {
      code,
      ...(context.rule !== undefined && { rule: context.rule }),
      ...(actor?.kind === 'user' && { roles: actor.roles }),
      ...(actor?.kind === 'machine' && { scopes: actor.scopes }),
    },
    address: request.ip,
  };
}

/** A number, an id or a code of the desk; whatever else stood in the address is not kept. */
const isName = (text: string): boolean => /^[A-Za-z0-9_.-]{1,64}$/.test(text) && !hasCardNumber(text);
