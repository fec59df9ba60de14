import { Readable } from 'node:stream';
import type { HeardPart } from '@thaw/cases';
import type { UserActor } from '@thaw/kernel';

/** How a stream of events behaves, in ms. */
export interface LiveTerms {
  /** At least this often something is written, or whatever lies between would take the connection for dead. */
  readonly heartbeatMs: number;
  /** A reader that takes nothing for so long is let go: it comes again and resumes. */
  readonly slowMs: number;
  /** After which the reader comes again. */
  readonly retryMs: number;
}

/** What a stream needs of the house. */
export interface LiveSource {
  /** Who reads, with the roles they have now; null: they are signed out. */
  readonly who: () => Promise<UserActor | null>;
  /** The place of the last event that there is. */
  readonly last: () => number;
  readonly after: (actor: UserActor, place: number, upTo: number) => Promise<HeardPart>;
  readonly seal: (place: number) => string;
}

/**
 * One reader of the feed, as server-sent events. What was missed and what comes are read the same way, from the place of
 * the reader on, so that each event comes once and in order whatever happened between. No more is read than was taken.
 */
export class LiveStream {
  readonly out: Readable;
  private ended = false;
  private taken: () => void = () => undefined;
  private wakeUp: () => void = () => undefined;
  private isWoken = false;
  private writtenAt = performance.now();

  /** @param place from which on it is read; null: what came since is no longer kept, and the reader begins anew. */
  constructor(
    private readonly source: LiveSource,
    private place: number | null,
    private readonly terms: LiveTerms,
  ) {
    this.out = new Readable({ highWaterMark: 16_384, read: () => this.taken() });
    this.out.on('close', () => this.end());
  }

  /** Until the reader has gone, is signed out, or is let go. @throws what reading the feed throws; then it has ended. */
  async run(): Promise<void> {
    try {
      await this.begin();
      while (!this.ended) {
        this.isWoken = false;
        const actor = await this.source.who();
        if (!actor) {
          await this.write('event: signed_out\ndata: {}\n\n');
          break;
        }
        const wrote = await this.writeNew(actor);
        if (!wrote && this.untilBeat() <= 0) await this.write(this.beat());
        await this.rest();
      }
    } finally {
      this.end();
    }
  }

  wake(): void {
    this.isWoken = true;
    this.wakeUp();
  }

  /** What was written still goes out. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.taken();
    this.wakeUp();
    if (!this.out.destroyed) this.out.push(null);
  }

  private async begin(): Promise<void> {
    const isReset = this.place === null;
    this.place ??= this.source.last();
    const kind = isReset ? 'reset' : 'ready';
    await this.write(`retry: ${this.terms.retryMs}\n${message(this.source.seal(this.place), kind, {})}`);
  }

  /** @returns whether anything was written. */
  private async writeNew(actor: UserActor): Promise<boolean> {
    let wrote = false;
    const upTo = this.source.last();
    while (!this.ended && this.at < upTo) {
      const part = await this.source.after(actor, this.at, upTo);
      const text = part.events
        .map(({ place, event: { kind, ...data } }) => message(this.source.seal(place), kind, data))
        .join('');
      this.place = part.place;
      if (text === '') continue;
      wrote = true;
      await this.write(text);
    }
    return wrote;
  }

  /**
   * By the reader's own last line alone: what happens to others neither brings a beat nor puts one off, so that the beats
   * tell nothing of it.
   */
  private readonly untilBeat = (): number => this.writtenAt + this.terms.heartbeatMs - performance.now();

  /** It carries the place as well: what a reader may not see is not read again for them when they come back. */
  private readonly beat = (): string => `: \nid: ${this.source.seal(this.at)}\n\n`;

  private get at(): number {
    return this.place ?? 0;
  }

  private async write(text: string): Promise<void> {
    if (this.ended) return;
    this.writtenAt = performance.now();
    if (this.out.push(text)) return;
    const wasTaken = await this.inTime(this.terms.slowMs, (done) => (this.taken = done));
    if (wasTaken) return;
    this.ended = true;
    this.out.destroy();
  }

  private async rest(): Promise<void> {
    if (this.isWoken || this.ended) return;
    await this.inTime(Math.max(0, this.untilBeat()), (done) => (this.wakeUp = done));
  }

  private inTime(ms: number, until: (done: () => void) => void): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      until(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }
}

const message = (id: string, kind: string, data: object): string =>
  `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
