import { isDeepStrictEqual } from 'node:util';
import { fateOf, type Door } from './door';
import type { Ledger } from './ledger';
import type { StandingDesk } from './standing-desk';

/** What is not as it must be: something accepted that is not there, or something that is there twice. */
export interface Breaches {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly other: readonly string[];
}

export const together = (all: readonly Breaches[]): Breaches => ({
  lost: all.flatMap(({ lost }) => lost),
  doubled: all.flatMap(({ doubled }) => doubled),
  other: all.flatMap(({ other }) => other),
});

/**
 * By the database's own record of each change, which names the request that made it: what was accepted is there once,
 * what was refused is not, and what was never answered is there once or not at all.
 * @param after number of the last record of before this round.
 */
export async function writtenOnce(desk: StandingDesk, { wanted }: Ledger, after: number): Promise<Breaches> {
  const rows = await desk.query<{ request: string; events: number; changes: number }>(
    `SELECT entry ->> 'request' AS request, count(*) FILTER (WHERE subject = 'case_event')::int AS events, count(*)::int AS changes
     FROM audit_record WHERE seq > $1 AND kind = 'change' AND entry ->> 'request' = ANY ($2) GROUP BY 1`,
    [after, wanted.flatMap(({ requests }) => requests)],
  );
  const found = new Map(rows.map((row) => [row.request, row]));
  const lost: string[] = [];
  const doubled: string[] = [];
  const other: string[] = [];
  for (const { what, requests, fate, events: must } of wanted) {
    const own = requests.flatMap((request) => found.get(request) ?? []);
    const events = own.reduce((sum, row) => sum + row.events, 0);
    const says = `${what} (${fate}) under ${requests.join(', ')}: ${events} events, ${own.length} requests with changes`;
    if (fate === 'accepted' && must === 1 && events === 0) lost.push(says);
    if (must === 1 && events > 1) doubled.push(says);
    if (fate === 'refused' && own.length > 0) other.push(`refused and done all the same: ${says}`);
  }
  return { lost, doubled, other };
}

/** The same under the same key is answered as it was; that nothing is done for it, {@link writtenOnce} sees afterwards. */
export async function answeredAlike(door: Door, { keyed }: Ledger): Promise<Breaches> {
  const other: string[] = [];
  for (const one of keyed) {
    const { status, answer } = one;
    const again = await door.again(one);
    // Members may come in another order: the answer is kept as JSON.
    if (again?.status === status && isDeepStrictEqual(again.body, answer)) continue;
    other.push(`the same under one key: first ${JSON.stringify([status, answer])}, then ${JSON.stringify(again)}`);
  }
  return { lost: [], doubled: [], other };
} // prettier-ignore

/** Files whose receipt was given are read back byte for byte. */
export async function filesAreThere(door: Door, { files }: Ledger): Promise<Breaches> {
  const lost: string[] = [];
  for (const { path, token, bytes } of files) {
    const answer = await door.read(token, path);
    if (fateOf(answer) !== 'accepted' || !bytes.equals(answer?.body as Buffer))
      lost.push(`${path}: ${answer?.status}`);
  }
  return { lost, doubled: [], other: [] };
}

/** Each terminal has the rows that were taken and no other, each once. */
export async function rowsAreThere(desk: StandingDesk, { rows }: Ledger, before: number): Promise<Breaches> {
  const [lost, doubled, other]: string[][] = [[], [], []];
  for (const terminalId of new Set(rows.map((one) => one.terminalId))) {
    const own = rows.filter((one) => one.terminalId === terminalId);
    const sum = (fates: readonly string[]): number =>
      own.filter(({ fate }) => fates.includes(fate)).reduce((all, one) => all + one.rows, before);
    const [row] = await desk.query<{ rows: number }>(
      'SELECT count(*)::int AS rows FROM transaction WHERE terminal_id = $1',
      [terminalId],
    );
    const says = `terminal ${terminalId}: ${row?.rows} rows, taken ${sum(['accepted'])}, unanswered ${sum(['unanswered']) - before}`;
    if (row!.rows < sum(['accepted'])) lost!.push(says);
    if (row!.rows > sum(['accepted', 'unanswered'])) doubled!.push(says);
  }
  const imports = await desk.query<{ id: string; state: string; accepted: number }>(
    'SELECT id, state, accepted FROM history_import WHERE id = ANY ($1)',
    [rows.flatMap(({ importId }) => importId ?? [])],
  );
  for (const { importId, what, rows: lines } of rows) {
    const receipt = imports.find(({ id }) => id === importId);
    if (importId && (receipt?.state !== 'finished' || receipt.accepted !== lines))
      other!.push(`${what}, import ${importId}: ${JSON.stringify(receipt)}`);
  }
  return { lost: lost!, doubled: doubled!, other: other! };
}
