import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { readLedger } from './history-ledger';

/** What is asked of the history about one record. */
export interface KeyQuestion {
  /** ms since the epoch. */
  readonly at: number;
  readonly key: string;
}

export interface KeyAnswers {
  readonly known: ReadonlySet<string>;
  /** Of the rows of each instant that was asked about, the last line; none where there are no rows. */
  readonly lastLines: ReadonlyMap<number, number>;
}

/** Keys that hold their time are found where their row would be; the others may stand anywhere in the history. */
const HOLDS_TIME = 'n:%';

/**
 * Finds the keys of a few records in a history without reading it. Keys without a time (the acquirer's references, trace
 * numbers) are kept as hashes of 64 bits beside the histories that are appended to; an import does not keep them, and so
 * is not slowed down by them. Until {@link keep} has caught up with an import, they are looked for in the whole history.
 */
@Injectable()
export class HistoryKeys {
  /** @param kept whether the keys of the whole history are kept now. */
  async find(tx: Tx, terminalId: string, asked: readonly KeyQuestion[], kept: boolean): Promise<KeyAnswers> {
    const instants = [...new Set(asked.map(({ at }) => at))].map((at) => new Date(at));
    const keys = asked.map(({ key }) => key);
    const found = await tx.query<({ key: string } & ({ at: Date; line: number } | { at: null }))[]>(
      // One look-up each, whatever the planner believes of the tables: they may have grown since it last looked.
      `SELECT t.occurred_at AS at, t.line, t.natural_key AS key FROM unnest($2::timestamptz[]) AS asked (at)
       CROSS JOIN LATERAL (
         SELECT occurred_at, line, natural_key FROM transaction WHERE terminal_id = $1 AND occurred_at = asked.at OFFSET 0
       ) t
       UNION ALL SELECT NULL, NULL, elsewhere.key FROM (${kept ? BY_HASH : BY_READING}) elsewhere`,
      [terminalId, instants, keys],
    );
    const lastLines = new Map<number, number>();
    for (const one of found) {
      if (one.at === null) continue;
      const at = one.at.getTime();
      lastLines.set(at, Math.max(one.line, lastLines.get(at) ?? 0));
    }
    return { known: new Set(found.map(({ key }) => key)), lastLines };
  }

  /** Keeps the keys of rows that are being written, where those of the history before them are kept. */
  async add(tx: Tx, terminalId: string, keys: readonly string[]): Promise<void> {
    await tx.query(
      `INSERT INTO history_key SELECT $1, hashtextextended(key, 0) FROM unnest($2::text[]) AS given (key)
       WHERE key NOT LIKE '${HOLDS_TIME}' ON CONFLICT DO NOTHING`,
      [terminalId, keys],
    );
  }

  /** Keeps the keys of the whole history, if they are not. To be called by who holds the terminal's lock. */
  async keep(tx: Tx, terminalId: string): Promise<void> {
    const { written, keyed } = await readLedger(tx, terminalId);
    if (keyed === written) return;
    // Some of those there are may be of rows that were taken away.
    if (keyed === null) await tx.query('DELETE FROM history_key WHERE terminal_id = $1', [terminalId]);
    await tx.query(
      `INSERT INTO history_key SELECT terminal_id, hashtextextended(natural_key, 0) AS hash FROM transaction
       WHERE terminal_id = $1 AND natural_key NOT LIKE '${HOLDS_TIME}' ORDER BY hash ON CONFLICT DO NOTHING`,
      [terminalId],
    );
    await tx.query(
      `INSERT INTO history_ledger (terminal_id, written, keyed) VALUES ($1, $2, $2)
       ON CONFLICT (terminal_id) DO UPDATE SET keyed = excluded.keyed`,
      [terminalId, written],
    );
  }
}

const BY_HASH = `
  SELECT asked.key FROM unnest($3::text[]) AS asked (key)
  CROSS JOIN LATERAL (
    SELECT 1 FROM history_key WHERE terminal_id = $1 AND hash = hashtextextended(asked.key, 0) OFFSET 0
  ) known WHERE asked.key NOT LIKE '${HOLDS_TIME}'`;

const BY_READING = `
  SELECT natural_key AS key FROM transaction
  WHERE terminal_id = $1 AND natural_key = ANY($3) AND natural_key NOT LIKE '${HOLDS_TIME}'`;
