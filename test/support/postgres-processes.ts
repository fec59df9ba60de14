import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The server that runs in this folder, and everything that it has started and that still runs. */
function processesOf(dataDir: string): readonly number[] {
  const [first = ''] = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  const server = Number(first);
  const children = readFileSync(`/proc/${server}/task/${server}/children`, 'utf8').trim().split(' ');
  return [server, ...children.filter(Boolean).map(Number)];
}

/** The server first, so that it starts nobody anew meanwhile. */
export function signalPostgres(dataDir: string, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of processesOf(dataDir)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended with the server.
    }
  }
}

/** A fast shutdown, as an operator restarts it: who is connected is told, and what is open is rolled back. */
export function shutDownPostgres(dataDir: string): void {
  process.kill(processesOf(dataDir)[0] ?? 0, 'SIGINT');
}
