import { createInterface } from 'node:readline/promises';

/** What the command touches of the process; tests give their own. */
export interface HistoryIo {
  readonly out: (text: string) => void;
  /** Progress and complaints. */
  readonly err: (text: string) => void;
  /** Whether progress may be written over. */
  readonly isTerminal: boolean;
  /** What a person answers; null where nobody can be asked. */
  readonly ask: (question: string) => Promise<string | null>;
}

export const TERMINAL: HistoryIo = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  ask: async (question) => {
    if (!process.stdin.isTTY) return null;
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await prompt.question(question);
    } finally {
      prompt.close();
    }
  },
};
