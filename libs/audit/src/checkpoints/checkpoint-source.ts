import { systemActor } from '@thaw/kernel';
import type { Database, Tx } from '@thaw/platform';

/** Where checkpoints are read that records are held against. */
export interface CheckpointSource {
  /** How many records each covers, ascending. */
  sizes(): Promise<readonly number[]>;
  /** Null where it is not there. */
  read(size: number, kind: 'checkpoint' | 'leaves'): Promise<Buffer | null>;
}

/** Those that the desk keeps itself. They prove nothing against whoever has the database and the key, but much else. */
export class StoredCheckpoints implements CheckpointSource {
  constructor(private readonly database: Database) {}

  async sizes(): Promise<readonly number[]> {
    const rows = await this.rows<{ size: string }>((tx) =>
      tx.query('SELECT size FROM audit_checkpoint ORDER BY size'),
    );
    return rows.map(({ size }) => Number(size));
  }

  async read(size: number, kind: 'checkpoint' | 'leaves'): Promise<Buffer | null> {
    if (kind === 'leaves') return null;
    const [row] = await this.rows<{ note: string }>((tx) =>
      tx.query('SELECT note FROM audit_checkpoint WHERE size = $1', [size]),
    );
    return row ? Buffer.from(row.note) : null;
  }

  private rows<T>(read: (tx: Tx) => Promise<T[]>): Promise<T[]> {
    return this.database.asActor(systemActor('setup'), read);
  }
}

/** Those of them that a database of so many records can know of. */
export const checkpointsUpTo = (source: CheckpointSource, records: number): CheckpointSource => ({
  sizes: async () => (await source.sizes()).filter((size) => size <= records),
  read: (size, kind) => source.read(size, kind),
});
