import { Inject, Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { CONFIG, Database, type Config, type Tx } from '@thaw/platform';
import { AuditDiffersError } from '../records/audit-differs';
import { AuditTree } from '../records/audit-tree.query';
import { holdsConsistency } from '../tree/proofs';
import { originOf, readCheckpoint, signCheckpoint } from './checkpoint';
import { ExportFolder } from './export-folder';
import { noteSigner, type NoteSigner } from './signed-note';

const ACTOR = systemActor('worker');
const EVERY_MS = 5 * 60_000;
/** Checkpoints that are exported in one commit. */
const PORTION = 100;

/** The place outside the database did not take a checkpoint. */
export class NotExportedError extends Error {}

/** Signs how the tree stands, on schedule, and brings that to a place outside the database. */
@Injectable()
export class AuditCheckpoints {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'audit'>,
    private readonly database: Database,
    private readonly tree: AuditTree,
  ) {}

  /**
   * A sweep, safe beside others of its kind; does nothing without a key.
   * @returns how many checkpoints were exported.
   * @throws AuditDiffersError · NotExportedError; what was signed is exported later then.
   */
  async keep(now: Date): Promise<number> {
    await this.sign(now, EVERY_MS);
    return this.exportSigned();
  }

  /** @returns the note, or null where there is nothing new, the last is younger than `everyMs`, or there is no key. */
  async sign(now: Date, everyMs = 0): Promise<string | null> {
    const { key } = this.config.audit;
    if (!key) return null;
    return this.inTurn(async (tx) => {
      const last = await lastOf(tx);
      // One that says a later time than it is now, by a clock that was wrong, holds up nothing.
      const age = last && now.getTime() - last.at.getTime();
      if (age !== null && age >= 0 && age < everyMs) return null;
      const size = await this.tree.size(tx);
      if (size === (last?.size ?? 0)) return null;
      const root = await this.rootAfter(tx, last, size);
      const signer = await signerOf(tx, key);
      const note = signCheckpoint({ origin: signer.name, size, root, at: now }, signer);
      await tx.query('INSERT INTO audit_checkpoint (size, at, note) VALUES ($1, $2, $3)', [size, now, note]);
      return note;
    });
  }

  /** With which key this desk signs; null: none. */
  async signer(tx: Tx): Promise<NoteSigner | null> {
    const { key } = this.config.audit;
    return key && (await signerOf(tx, key));
  }

  private async exportSigned(): Promise<number> {
    const { exportDir } = this.config.audit;
    if (exportDir === null) return 0;
    const folder = new ExportFolder(exportDir);
    return this.inTurn(async (tx) => {
      const waiting = await tx.query<{ size: string; before: string; note: string }[]>(
        `SELECT c.size, c.note, coalesce((SELECT max(b.size) FROM audit_checkpoint b WHERE b.size < c.size), 0) AS before
         FROM audit_checkpoint c WHERE c.exported_at IS NULL ORDER BY c.size LIMIT $1`,
        [PORTION],
      );
      for (const { size, before, note } of waiting) {
        const leaves = await leavesOf(tx, Number(before), Number(size));
        try {
          await folder.put(Number(size), 'leaves', leaves);
          await folder.put(Number(size), 'checkpoint', Buffer.from(note));
        } catch (error) {
          throw new NotExportedError(`checkpoint ${size} could not be exported`, { cause: error });
        }
        await tx.query('UPDATE audit_checkpoint SET exported_at = clock_timestamp() WHERE size = $1', [size]);
      }
      return waiting.length;
    });
  }

  /** @throws AuditDiffersError unless the tree goes on from the last checkpoint. */
  private async rootAfter(tx: Tx, last: LastCheckpoint | null, size: number): Promise<Uint8Array> {
    if (last && size < last.size)
      throw new AuditDiffersError(`the last checkpoint covers ${last.size} records, and there are ${size}`);
    try {
      const root = await this.tree.root(tx, size);
      const stood = last && readCheckpoint(last.note);
      if (!last || !stood) return root;
      const proof = await this.tree.consistency(tx, last.size, size);
      if (stood.size === last.size && holdsConsistency(stood, { size, root }, proof)) return root;
    } catch (error) {
      throw new AuditDiffersError('the tree has holes', { cause: error });
    }
    throw new AuditDiffersError(`the tree does not go on from the checkpoint of ${last.size} records`);
  }

  /** One process at a time signs, or exports. */
  private inTurn<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.asActor(ACTOR, async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('thaw.audit.checkpoint', 0))`);
      return work(tx);
    });
  }
}

interface LastCheckpoint {
  readonly size: number;
  readonly at: Date;
  readonly note: string;
}

async function lastOf(tx: Tx): Promise<LastCheckpoint | null> {
  const [row] = await tx.query<{ size: string; at: Date; note: string }[]>(
    'SELECT size, at, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1',
  );
  return row ? { ...row, size: Number(row.size) } : null;
}

async function signerOf(tx: Tx, key: Buffer): Promise<NoteSigner> {
  const [row] = await tx.query<{ id: string }[]>('SELECT id FROM desk');
  return noteSigner(originOf(row?.id ?? ''), key);
}

async function leavesOf(tx: Tx, from: number, to: number): Promise<Buffer> {
  const rows = await tx.query<{ hash: Buffer }[]>(
    'SELECT hash FROM audit_node WHERE level = 0 AND index >= $1 AND index < $2 ORDER BY index',
    [from, to],
  );
  if (rows.length !== to - from) throw new AuditDiffersError('the tree has holes');
  return Buffer.concat(rows.map(({ hash }) => hash));
}
