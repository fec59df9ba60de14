import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LiveFeed, LivePlaces } from '@thaw/cases';
import { Authenticator } from '@thaw/identity';
import { DomainError, type UserActor } from '@thaw/kernel';
import { CONFIG, DatabaseEar, Logger, type Config } from '@thaw/platform';
import type { Readable } from 'node:stream';
import { LiveStream, type LiveTerms } from './live-stream';

const TERMS: LiveTerms = { heartbeatMs: 15_000, slowMs: 15_000, retryMs: 3_000 };
/** Windows of one person; more are a client that does not close what it opened. */
const STREAMS_OF_ONE = 6;
/** What comes within it is read together. */
const GATHER_MS = 50;
const RETRY_MS = 500;

/** Every stream that this process serves, woken by one connection to the database. */
@Injectable()
export class LiveStreams implements OnModuleDestroy {
  private readonly streams = new Set<LiveStream>();
  /** How many each person has open, or is just being given. */
  private readonly held = new Map<string, number>();
  private readonly places: LivePlaces;
  private readonly ear: DatabaseEar;
  private last = 0;
  private waiting: NodeJS.Timeout | null = null;
  private settling = false;
  private beat: NodeJS.Timeout | null = null;
  private isOver = false;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly feed: LiveFeed,
    private readonly authenticator: Authenticator,
    private readonly logger: Logger,
  ) {
    this.places = new LivePlaces(config.cardKey.key);
    this.ear = new DatabaseEar(config, 'thaw_live', () => this.look(GATHER_MS), logger);
  }

  /**
   * @param lastEventId of the last event that the reader has; null: they read from now on.
   * @throws DomainError TOO_MANY_REQUESTS
   */
  async open(user: UserActor, bearer: string, lastEventId: string | null): Promise<Readable> {
    if (this.isOver) throw new DomainError('DEPENDENCY_UNAVAILABLE');
    // Before anything is waited for: of many that come at once each would else count the same ones.
    const giveBack = this.reserve(user.userId);
    try {
      const stream = await this.begin(bearer, lastEventId);
      this.streams.add(stream);
      void stream
        .run()
        .catch((error: unknown) =>
          this.logger.warn({ err: error }, 'a live stream ended, its reader comes again'),
        )
        .finally(() => {
          this.streams.delete(stream);
          giveBack();
        });
      return stream.out;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  private reserve(userId: string): () => void {
    const own = this.held.get(userId) ?? 0;
    if (own >= STREAMS_OF_ONE) throw tooMany();
    this.held.set(userId, own + 1);
    return () => {
      const left = (this.held.get(userId) ?? 1) - 1;
      if (left === 0) this.held.delete(userId);
      else this.held.set(userId, left);
    };
  }

  private async begin(bearer: string, lastEventId: string | null): Promise<LiveStream> {
    this.ear.listen();
    this.beat ??= setInterval(() => this.look(0), TERMS.heartbeatMs);
    const last = await this.feed.settle();
    this.last = Math.max(this.last, last);
    const place = lastEventId === null ? last : this.places.open(lastEventId);
    const isKept = place !== null && (await this.feed.isKept(place, last));
    // It would never end, had the process begun to stop meanwhile.
    if (this.isOver) throw new DomainError('DEPENDENCY_UNAVAILABLE');
    return new LiveStream(
      {
        who: async () => {
          const actor = await this.authenticator.stillHolds(bearer);
          return actor?.kind === 'user' ? actor : null;
        },
        last: () => this.last,
        after: (actor, from, upTo) => this.feed.after(actor, from, upTo),
        seal: (at) => this.places.seal(at),
      },
      isKept ? place : null,
      TERMS,
    );
  }

  /** Before the server waits for what is under way, since these would never end. */
  async onModuleDestroy(): Promise<void> {
    this.isOver = true;
    if (this.beat) clearInterval(this.beat);
    if (this.waiting) clearTimeout(this.waiting);
    for (const stream of this.streams) stream.end();
    await this.ear.stop();
  }

  /** Soon, once for all that was heard till then. */
  private look(inMs: number): void {
    if (this.waiting || this.isOver || this.streams.size === 0) return;
    this.waiting = setTimeout(() => {
      this.waiting = null;
      void this.settle();
    }, inMs);
  }

  private async settle(): Promise<void> {
    if (this.settling) return this.look(GATHER_MS);
    this.settling = true;
    try {
      this.last = Math.max(this.last, await this.feed.settle());
      for (const stream of this.streams) stream.wake();
    } catch (error) {
      this.logger.warn({ err: error }, 'the live feed was not read and will be again');
      this.look(RETRY_MS);
    } finally {
      this.settling = false;
    }
  }
}

const tooMany = (): DomainError =>
  new DomainError('TOO_MANY_REQUESTS', {
    rule: 'live.streams',
    extra: { retryAfterSeconds: 30 },
    detail: {
      zh: `每人最多同时打开 ${STREAMS_OF_ONE} 个实时连接：请关闭不用的窗口。`,
      en: `A person has ${STREAMS_OF_ONE} live connections at most at once: close windows that you do not need.`,
    },
  });
