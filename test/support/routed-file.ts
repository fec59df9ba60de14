import type { Shop } from '../factories/registry';
import type { ImportRoom } from './import-room';

const HEAD = 'merchant_no,terminal_no,occurred_at,amount,card,reference';
export const CARD = '4111111111111111';
let minute = 0;

/** A file of several terminals. */
export const fileOf = (...lines: string[]): string => [HEAD, ...lines, ''].join('\n');

/** Another minute each time. */
export const at = (): string => new Date(Date.UTC(2024, 2, 1) + ++minute * 60_000).toISOString().slice(0, 19);

/** A line of a shop's terminal. */
export const sale = ({ merchant, terminal }: Shop, rest = `${at()},1.00,${CARD},`): string =>
  `${merchant.merchantNo},${terminal.terminalNo},${rest}`;

/** Lines of the file that are in a terminal's history. */
export async function linesIn(room: ImportRoom, { terminal }: Shop): Promise<number[]> {
  const rows = await room.database.query<{ line: number }>(
    'SELECT line FROM transaction WHERE terminal_id = $1 ORDER BY line',
    [terminal.id],
  );
  return rows.map(({ line }) => line);
}

/** Line, reason and field of each bad line. */
export const reasonsOf = async (room: ImportRoom, id: string): Promise<string[]> =>
  (await room.routedRejects(id)).map((line) => line.split(',').slice(0, 3).join());

/** How much of routed files is kept. */
export const keptOf = (room: ImportRoom): Promise<unknown[]> =>
  room.database.query(
    `SELECT (SELECT count(*) FROM routed_import) AS files, (SELECT count(*) FROM history_import) AS imports,
       (SELECT count(*) FROM routed_reject) AS rejects`,
  );

/** Brings all imports to an end that wait. */
export async function runWaiting(room: ImportRoom): Promise<void> {
  const waiting = await room.database.query<{ id: string }>(
    `SELECT id FROM history_import WHERE state IN ('queued', 'running')`,
  );
  for (const { id } of waiting) await room.run(id);
}
