import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database, FileStore, type Tx } from '@thaw/platform';

const DAY_MS = 86_400_000;
/** A week to write what a file goes with. */
const UNSENT_MS = 7 * DAY_MS;
/** The time to put a terminal right, and half as long again; while it runs no proof is removed. */
const UNSHOWN_MS = 30 * DAY_MS;
const ROWS_AT_ONCE = 500;
const KEYS_AT_ONCE = 1_000;

/**
 * Files of messages, notes and proofs that were put in and never used. Evidence and authorities' documents are none:
 * putting one in is an act of its own, which supplies an item and stands in the timeline.
 */
@Injectable()
export class UnsentUploads {
  constructor(
    private readonly database: Database,
    private readonly files: FileStore,
  ) {}

  /** A sweep: removes those that nobody used in time, rows and bytes. @returns how many there were. */
  async remove(now: Date): Promise<number> {
    const [unsent, unshown] = [UNSENT_MS, UNSHOWN_MS].map((age) => new Date(now.getTime() - age));
    let removed = 0;
    for (const [statement, before] of [
      [UNSENT_MESSAGE_FILES, unsent],
      [UNSENT_NOTE_FILES, unsent],
      [UNSHOWN_PROOFS, unshown],
    ] as const) {
      for (;;) {
        const keys = await this.inTransaction(async (tx) => {
          const [rows] = await tx.query<[{ key: string }[], number]>(statement, [before, ROWS_AT_ONCE]);
          return rows.map(({ key }) => key);
        });
        // Once that is committed: a crash before leaves files that nobody names, which the other sweep finds.
        await this.removeUnnamed(keys);
        removed += keys.length;
        if (keys.length < ROWS_AT_ONCE) break;
      }
    }
    return removed;
  }

  /**
   * A sweep: files older than this that no row names, since the process that had written them was killed before its commit.
   * @param before by real time, as the disk tells it: whoever stores a file commits long before a day has passed.
   * @returns how many there were.
   */
  async removeAbandoned(before: Date): Promise<number> {
    return this.removeUnnamed(await this.files.olderThan(before));
  }

  /** Of these, those that no row names. @returns how many there were. */
  async removeUnnamed(keys: readonly string[]): Promise<number> {
    let removed = 0;
    for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) {
      const some = keys.slice(from, from + KEYS_AT_ONCE);
      const rows = await this.inTransaction((tx) => tx.query<{ key: string }[]>(NAMED, [some]));
      const named = new Set(rows.map(({ key }) => key));
      for (const key of some) {
        if (named.has(key)) continue;
        await this.files.remove(key);
        removed += 1;
      }
    }
    return removed;
  }

  private inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.asActor(systemActor('worker'), work);
  }
}

/** Whoever is about to send one holds its row: it is passed over. */
const UNSENT_MESSAGE_FILES = `
DELETE FROM message_file WHERE id IN (
  SELECT id FROM message_file WHERE message_id IS NULL AND uploaded_at < $1
  ORDER BY uploaded_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING blob_key AS key`;

const UNSENT_NOTE_FILES = `
DELETE FROM note_file WHERE id IN (
  SELECT id FROM note_file WHERE note_id IS NULL AND uploaded_at < $1
  ORDER BY uploaded_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING blob_key AS key`;

/** Named by no step or event, neither taken over nor taken from, and of a case in which nothing waits for a proof.
 * Should a step be shown with one meanwhile, its key refuses, and the next run passes it over. */
const UNSHOWN_PROOFS = `
DELETE FROM proof_file WHERE id IN (
  SELECT id FROM proof_file p WHERE uploaded_at < $1 AND taken_from IS NULL
    AND NOT EXISTS (SELECT FROM proof_file t WHERE t.taken_from = p.id)
    AND NOT EXISTS (SELECT FROM remediation_step s WHERE s.proof_id = p.id)
    AND NOT EXISTS (SELECT FROM replacement_step s WHERE s.proof_id = p.id)
    AND NOT EXISTS (SELECT FROM case_event e WHERE e.case_id = p.case_id AND e.data ->> 'proofId' = p.id::text)
    AND NOT EXISTS (SELECT FROM remediation r WHERE r.case_id = p.case_id AND r.ended_at IS NULL)
  ORDER BY uploaded_at LIMIT $2)
RETURNING blob_key AS key`;

/** A proof that was taken over lies in the same bytes as the one it was taken from. */
const NAMED = `
SELECT blob_key AS key FROM evidence_file WHERE blob_key = ANY($1)
UNION SELECT blob_key FROM proof_file WHERE blob_key = ANY($1)
UNION SELECT blob_key FROM message_file WHERE blob_key = ANY($1)
UNION SELECT blob_key FROM note_file WHERE blob_key = ANY($1)`;
