import { isDomainError, type DomainError } from '@thaw/kernel';
import type { GrowingBlob } from '@thaw/platform';
import type { IntakeChunk } from './intake/chunk-builder';
import type { Intake } from './intake/intake';
import type { IntakeSummary } from './intake/intake-frames';
import { readIntake } from './intake/intake-reader';
import type { ColumnPlan } from './records';

/** One terminal's lines on their way into an intake file, which can be read meanwhile. */
export class IntakeSpool {
  readonly plan: ColumnPlan;
  /** Settles when the last byte is in, or with what the upload broke off with. */
  readonly whole: Promise<IntakeSummary>;

  constructor(
    private readonly intake: Intake,
    private readonly blob: GrowingBlob,
    private readonly tooLarge: () => DomainError,
  ) {
    this.plan = intake.plan;
    this.whole = this.write();
    // Told to whoever waits for it, later.
    this.whole.catch(() => undefined);
  }

  /** Waits for so many chunks. @returns false where there will never be as many. @throws the signal's reason */
  hasChunks(chunks: number, signal: AbortSignal): Promise<boolean> {
    // The head comes before them, and the end of a file that is shorter must not pass for one of them.
    return this.blob.hasGrown(chunks + 2, signal);
  }

  /**
   * The chunks as they come in; for one reader, who is to have ended before the file is kept or discarded, and who is done
   * with a chunk when he asks for the next but one.
   * @throws the signal's reason; Error where the upload breaks off
   */
  async *chunks(signal: AbortSignal): AsyncGenerator<IntakeChunk, void, undefined> {
    const { chunks } = await readIntake(this.blob.follow(signal));
    yield* chunks;
  }

  /** Keeps the file for a job. @returns its key */
  async keep(): Promise<string> {
    await this.blob.keep();
    return this.blob.key;
  }

  /** Lets go of the upload and leaves nothing behind. Twice does no harm. */
  async discard(): Promise<void> {
    this.intake.stream.destroy();
    await this.whole.catch(() => undefined);
    await this.blob.discard();
  }

  private async write(): Promise<IntakeSummary> {
    try {
      for await (const piece of this.intake.stream as AsyncIterable<Uint8Array>) {
        await this.blob.write(piece);
        this.intake.giveBack?.(piece);
      }
    } catch (error) {
      throw isDomainError(error, 'FILE_TOO_LARGE') ? this.tooLarge() : error;
    }
    this.blob.end();
    return this.intake.summary();
  }
}
