import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { DeskHome } from './desk-home';

/** A desk that runs in a folder. */
export interface RunningDesk {
  readonly pid: number;
  /** Tells this process from a later one with the same number; empty where the system does not say. */
  readonly born: string;
  /** Empty until the desk serves. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** The desk that runs in this folder now, or null. */
export function runningDesk(home: DeskHome): RunningDesk | null {
  const desk = read(home.lock);
  return desk && isAlive(desk) ? desk : null;
}

/** One desk per folder: the lock names the process that holds it; a lock whose process is gone is taken over. */
export class DeskLock {
  private constructor(private readonly path: string) {}

  /** @returns the lock, or the desk that holds it. */
  static take(home: Pick<DeskHome, 'lock'>): DeskLock | RunningDesk {
    for (;;) {
      if (place(home.lock, own({}))) return new DeskLock(home.lock);
      const holder = read(home.lock);
      if (holder && isAlive(holder)) return holder;
      clearStale(home.lock);
    }
  }

  publish(addresses: Readonly<Record<string, string>>): void {
    const partial = `${this.path}.${process.pid}`;
    writeFileSync(partial, own(addresses), { mode: 0o600 });
    renameSync(partial, this.path);
  }

  release(): void {
    if (read(this.path)?.pid === process.pid) rmSync(this.path, { force: true });
  }
}

const own = (addresses: Readonly<Record<string, string>>): string =>
  JSON.stringify({ pid: process.pid, born: bornOf(process.pid), addresses } satisfies RunningDesk);

/** A link appears whole or not at all, so nobody ever reads half a lock. */
function place(path: string, content: string): boolean {
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, content, { mode: 0o600 });
  try {
    linkSync(partial, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(partial, { force: true });
  }
}

/** Moved away first and looked at again: what lies there may be the lock of one who was quicker than us. */
function clearStale(path: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const holder = read(aside);
  if (holder && isAlive(holder)) place(path, JSON.stringify(holder));
  rmSync(aside, { force: true });
}

function read(path: string): RunningDesk | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RunningDesk;
  } catch {
    return null;
  }
}

function isAlive({ pid, born }: RunningDesk): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = bornOf(pid);
  return now !== GONE && (born === '' || now === '' || born === now);
}

const GONE = 'gone';

/**
 * The start time Linux keeps of each process, in ticks since boot: field 22 of its stat. A zombie, which still answers
 * to signals, is gone.
 */
function bornOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? GONE : (fields[18] ?? '');
  } catch {
    return '';
  }
}
