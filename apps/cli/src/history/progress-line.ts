import type { HistoryIo } from './history-io';

/** Takes away what stands on the line. */
const CLEAR = '\r\u001b[K';

/** One line that is written over while something goes on; nothing where nobody looks. */
export class ProgressLine {
  constructor(private readonly io: HistoryIo) {}

  show(text: string): void {
    if (this.io.isTerminal) this.io.err(`${CLEAR}${text}`);
  }

  /** Before anything else is printed. */
  clear(): void {
    if (this.io.isTerminal) this.io.err(CLEAR);
  }
}
