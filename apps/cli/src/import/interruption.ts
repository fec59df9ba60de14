import { createInterface, type Interface } from 'node:readline';
import type { Bilingual, Locale } from '@thaw/kernel';
import type { ImportIo } from './import-io';

/** npx passes Ctrl-C on to us although the terminal already did: one key press arrives twice. */
const ECHO_MS = 800;

const QUESTION: Bilingual = {
  zh: '取消这次导入吗？已导入的行会保留。[y/N] ',
  en: 'Cancel this import? What has been taken in stays. [y/N] ',
};

/**
 * Ctrl-C while an import is followed. The import is the desk's and goes on without us: so the first Ctrl-C asks whether
 * to cancel it, and the second, or one where nobody can be asked, leaves it to go on.
 */
export class Interruption {
  private readonly leaving = new AbortController();
  private readonly off: () => void;
  private question: Interface | null = null;
  private askedAt = 0;

  constructor(
    private readonly io: ImportIo,
    private readonly locale: Locale,
    private readonly cancel: () => Promise<void>,
  ) {
    this.off = io.onInterrupt(() => this.heard());
  }

  /** Aborted when the person has had enough of looking on. */
  get left(): AbortSignal {
    return this.leaving.signal;
  }

  /** While it is, the terminal's line belongs to the question. */
  get isAsking(): boolean {
    return this.question !== null;
  }

  close(): void {
    this.off();
    this.question?.close();
  }

  private heard(): void {
    const { stdin, stderr } = this.io;
    if (this.askedAt > 0 && Date.now() - this.askedAt < ECHO_MS) return;
    if (this.question !== null || !stdin.isTTY) {
      this.leaving.abort();
      return;
    }
    this.askedAt = Date.now();
    stderr.write(`\n${QUESTION[this.locale]}`);
    const question = createInterface({ input: stdin, terminal: false });
    this.question = question;
    question.once('line', (answer) => {
      question.close();
      if (/^\s*(y|yes|是)\s*$/i.test(answer)) void this.cancel();
    });
    question.once('close', () => (this.question = null));
  }
}
