import type { Readable } from 'node:stream';

/** What the command touches of the process; tests give their own. */
export interface UserIo {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export const TERMINAL: UserIo = {
  stdin: process.stdin,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};
