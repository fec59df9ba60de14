import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The port of the server that runs in this data directory, as its own `postmaster.pid` says; null where none does. */
export function runningPort(dataDir: string): number | null {
  try {
    const port = Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[3]);
    return Number.isInteger(port) && port > 0 ? port : null;
  } catch {
    return null;
  }
}
