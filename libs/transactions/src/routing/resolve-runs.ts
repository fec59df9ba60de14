import { createHash } from 'node:crypto';
import type { TerminalByName } from '@thaw/registry';
import type { NamedRun } from './line-router';
import type { SortedUpload } from './routing-store';
import type { RunSpool } from './run-spool';
import type { Strays } from './stray-lines';

/** Lines of one file that go to one terminal, however they name it. */
export interface Route {
  readonly terminal: Extract<TerminalByName, { readonly id: string }>;
  readonly runs: readonly number[];
  readonly lines: number;
  /** Of the lines' texts. */
  readonly textBytes: number;
}

/** Where the lines of a file go. */
export interface Routes {
  readonly routes: readonly Route[];
  /** And those that go nowhere. */
  readonly strays: readonly Strays[];
  readonly lines: number;
  readonly strayLines: number;
}

/** @param found of each named run, in their order. */
export function routesOf(
  { named, faulty, missing, malformed, spool }: SortedUpload,
  found: readonly TerminalByName[],
): Routes {
  const byTerminal = new Map<string, { terminal: Route['terminal']; runs: number[] }>();
  const unknown: number[] = [malformed];
  const ambiguous: number[] = [];
  named.forEach(({ run }: NamedRun, i) => {
    const terminal = found[i] ?? 'unknown';
    if (terminal === 'unknown') unknown.push(run);
    else if (terminal === 'ambiguous') ambiguous.push(run);
    else {
      const route = byTerminal.get(terminal.id) ?? { terminal, runs: [] };
      route.runs.push(run);
      byTerminal.set(terminal.id, route);
    }
  });
  const strays: Strays[] = [
    { reason: null, runs: [faulty] },
    { reason: 'TERMINAL_MISSING', runs: [missing] },
    { reason: 'TERMINAL_UNKNOWN', runs: unknown },
    { reason: 'TERMINAL_AMBIGUOUS', runs: ambiguous },
  ];
  const routes = [...byTerminal.values()].map(({ terminal, runs }) => ({
    terminal,
    runs,
    lines: sum(runs, (run) => spool.linesOf(run)),
    textBytes: sum(runs, (run) => spool.bytesOf(run)),
  }));
  const lost = sum(
    strays.flatMap(({ runs }) => runs),
    (run) => spool.linesOf(run),
  );
  return { routes, strays, lines: lost + sum(routes, ({ lines }) => lines), strayLines: lost };
}

/** SHA-256 of the lines of runs, as they stand in their file; the same runs, the same hash. To be asked once. */
export function hashOfRuns(spool: RunSpool, runs: readonly number[]): Buffer {
  const hash = createHash('sha256');
  for (const each of runs.map((run) => spool.hashOf(run)).sort((a, b) => a.compare(b))) hash.update(each);
  return hash.digest();
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
