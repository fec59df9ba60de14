import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { ChunkWriter, ImportTakenOver } from './chunk-writer';
import { HistoryBlocks } from './history-blocks.service';
import { HistoryImport } from './history-import.entity';
import { IntakeStore } from './intake-store';
import type { IntakeChunk } from './intake/chunk-builder';
import { KnownKeys } from './known-keys';
import { repeatImport } from './same-file';
import { TerminalLock } from './terminal-lock';

/** Told in the transaction that finishes an import, exactly once. */
export type ImportFinished = (tx: Tx, done: HistoryImport) => Promise<void>;

const WORKER = systemActor('worker');

/**
 * Reads one intake file into its terminal's history. What is committed is committed by chunks, so a run that dies is
 * taken up after its last chunk, by whoever runs next.
 */
@Injectable()
export class ImportRunner {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly intake: IntakeStore,
    private readonly lock: TerminalLock,
    private readonly blocks: HistoryBlocks,
  ) {}

  /**
   * Runs the import to its end, unless it has come there before or its terminal is taken by another import, which will
   * ask for this one's job when it is done.
   * @throws DomainError FILE_UNREADABLE where the intake file will never be read; anything else may pass when tried again
   */
  async run(importId: string, onFinished: ImportFinished): Promise<void> {
    const { terminalId } = await this.load(importId);
    await this.lock.whileAlone(terminalId, async () => {
      try {
        await this.runAlone(importId, onFinished);
      } catch (error) {
        // The terminal is let go like after any run: the next import in line has waited for that.
        if (!(error instanceof ImportTakenOver)) throw error;
      }
    });
  }

  private async runAlone(importId: string, onFinished: ImportFinished): Promise<void> {
    const running = await this.begin(importId);
    if (running.state === 'running') {
      if (isRepeat(running))
        await this.database.asActor(WORKER, (tx) => repeatImport(tx, running, this.clock.now()));
      else await this.writeAll(running);
      await this.finish(running, onFinished);
    }
    await this.intake.remove(running.intakeKey);
  }

  /** Switches a queued import to running; one that has ended is left as it is. */
  private async begin(importId: string): Promise<HistoryImport> {
    return this.database.asActor(WORKER, async (tx) => {
      await tx.query(
        `UPDATE history_import SET state = 'running', started_at = coalesce(started_at, $2), progress_at = $2
         WHERE id = $1 AND state IN ('queued', 'running')`,
        [importId, this.clock.now()],
      );
      return tx.findOneByOrFail(HistoryImport, { id: importId });
    });
  }

  private async writeAll(running: HistoryImport): Promise<void> {
    const { terminalId, linesDone } = running;
    // Written ahead of its end, or by a run that died when it had written all.
    if (linesDone === running.linesTotal) return this.blocks.extend(terminalId);
    const known = await this.database.asActor(WORKER, (tx) => KnownKeys.ofTerminal(tx, terminalId));
    const { chunks } = await this.intake.open(running.intakeKey);
    const follower = await this.blocks.follow(terminalId);
    const writer = new ChunkWriter(this.database, this.blocks, follower, known, running, () =>
      this.clock.now(),
    );
    await this.writeBehind(after(linesDone, chunks), writer);
    await writer.end();
    if (!follower.isAlong) await this.blocks.extend(terminalId);
    if (writer.linesDone !== running.linesTotal)
      throw new Error(`import ${running.id} has ${writer.linesDone} lines instead of ${running.linesTotal}`);
  }

  /** While the database takes a chunk in, the next is read and prepared: the two are different processors' work. */
  private async writeBehind(chunks: AsyncIterable<IntakeChunk>, writer: ChunkWriter): Promise<void> {
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const chunk of chunks) {
        const prepared = await writer.prepare(chunk);
        await writing;
        writing = writer.write(prepared);
        // Told by the next await; meanwhile nobody listens.
        writing.catch(() => undefined);
      }
    } finally {
      // Nothing of this run may still be under way when the terminal is let go.
      await writing;
    }
  }

  private async finish({ id }: HistoryImport, onFinished: ImportFinished): Promise<void> {
    await this.database.asActor(WORKER, async (tx) => {
      const [, count] = await tx.query<[unknown, number]>(
        `UPDATE history_import SET state = 'finished', finished_at = $2, progress_at = $2, bytes_done = size_bytes
         WHERE id = $1 AND state = 'running'`,
        [id, this.clock.now()],
      );
      if (count !== 1) throw new ImportTakenOver(id);
      await onFinished(tx, await tx.findOneByOrFail(HistoryImport, { id }));
    });
  }

  private async load(id: string): Promise<HistoryImport> {
    return this.database.asActor(WORKER, (tx) => tx.findOneByOrFail(HistoryImport, { id }));
  }
}

/** Whether nothing of it has been read, as it was all read before. */
const isRepeat = ({ duplicateOf, linesDone, linesTotal }: HistoryImport): boolean =>
  duplicateOf !== null && (linesDone === 0 || linesDone === linesTotal);

/** What an earlier run has not written: it wrote whole chunks. */
async function* after(
  linesDone: number,
  chunks: AsyncIterable<IntakeChunk>,
): AsyncGenerator<IntakeChunk, void, undefined> {
  let passed = 0;
  for await (const chunk of chunks) {
    if (passed >= linesDone) yield chunk;
    passed += chunk.lines;
  }
}
