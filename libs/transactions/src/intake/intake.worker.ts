import { parentPort, type MessagePort } from 'node:worker_threads';
import { Zone } from '@thaw/kernel';
import { CardTokenizer } from '../records';
import { openUpload } from './intake';
import {
  OWN_BYTES,
  PIECES_AHEAD,
  carryError,
  type FromThread,
  type ThreadOrder,
  type ThreadStart,
  type ToThread,
} from './thread-messages';

/** What the main thread sends: chunks of the upload as a source, and word that pieces have been taken. */
class MainThread {
  private chunks: Uint8Array[] = [];
  private readonly spares: ArrayBuffer[] = [];
  private isEnded = false;
  private untaken = 0;
  /** Whoever reads the upload and whoever gives pieces may wait at once. */
  private waiting: (() => void)[] = [];

  constructor(private readonly port: MessagePort) {
    port.on('message', (message: ToThread) => {
      if (message === 'taken') this.untaken -= 1;
      else if (message === 'end') this.isEnded = true;
      else if ('spare' in message) this.spares.push(message.spare);
      else this.chunks.push(message);
      for (const wake of this.waiting.splice(0)) wake();
    });
  }

  async *upload(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const chunk = this.chunks.shift();
      if (chunk) {
        this.tell({ kind: 'want' });
        yield chunk;
      } else if (this.isEnded) return;
      else await this.news();
    }
  }

  readonly spare = (): ArrayBuffer | undefined => this.spares.pop();

  /** Waits for room before it gives more: else the pieces of a long upload would all lie in memory. */
  async give(piece: Buffer): Promise<void> {
    while (this.untaken >= PIECES_AHEAD) await this.news();
    this.untaken += 1;
    const isOwn = piece.length >= OWN_BYTES;
    this.tell({ kind: 'piece', bytes: piece }, isOwn ? [piece.buffer as ArrayBuffer] : []);
  }

  tell(message: FromThread, handedOver: readonly ArrayBuffer[] = []): void {
    this.port.postMessage(message, handedOver);
  }

  private news(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

async function readUpload(main: MainThread, { mapping, of, cardKey, timeZone }: ThreadOrder): Promise<void> {
  const key = { id: cardKey.id, key: Buffer.from(cardKey.key) };
  const context = { ...of, tokenizer: new CardTokenizer(key), zone: new Zone(timeZone), spare: main.spare };
  const { plan, pieces, summary } = await openUpload(main.upload(), mapping, context);
  main.tell({ kind: 'opened', plan });
  for await (const piece of pieces) await main.give(piece);
  main.tell({ kind: 'done', summary: summary() });
}

parentPort?.on('message', ({ order, port }: ThreadStart) => {
  const main = new MainThread(port);
  void readUpload(main, order)
    .catch((error: unknown) => main.tell({ kind: 'failed', error: carryError(error) }))
    .finally(() => port.close());
});
