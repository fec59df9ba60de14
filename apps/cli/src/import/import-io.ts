import type { Readable } from 'node:stream';

/** What the command touches of the process; tests give their own. */
export interface ImportIo {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Calls `heard` at each Ctrl-C instead of ending the process, until the function that it returns is called. */
  readonly onInterrupt: (heard: () => void) => () => void;
}

export const TERMINAL: ImportIo = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  onInterrupt(heard) {
    process.on('SIGINT', heard);
    return () => process.off('SIGINT', heard);
  },
};
