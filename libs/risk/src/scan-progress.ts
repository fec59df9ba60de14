/** How many rows pass between two words of progress, at least. */
const PROGRESS_ROWS = 20_000;

/**
 * Tells how far a scan has come, beside it: each word is a commit, and to wait for thirty of them in a million rows would
 * take a sixth of the scan's time. While one is under way no other is begun.
 */
export class ScanProgress {
  private told = 0;
  private telling: Promise<void> | null = null;
  private failure: { readonly error: unknown } | null = null;

  constructor(private readonly tell: (rowsDone: number) => Promise<void>) {}

  /** @throws what an earlier word failed with */
  at(rowsDone: number): void {
    this.throwFailure();
    if (this.telling !== null || rowsDone - this.told < PROGRESS_ROWS) return;
    this.told = rowsDone;
    this.telling = this.tell(rowsDone)
      .catch((error: unknown) => void (this.failure = { error }))
      .finally(() => (this.telling = null));
  }

  /** Nothing is told any more once this has ended. @throws what a word failed with */
  async end(): Promise<void> {
    await this.telling;
    this.throwFailure();
  }

  private throwFailure(): void {
    if (this.failure !== null) throw this.failure.error;
  }
}
