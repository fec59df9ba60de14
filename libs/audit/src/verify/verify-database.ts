import { systemActor } from '@thaw/kernel';
import type { Database, Tx } from '@thaw/platform';
import { openCheckpoint, type Checkpoint } from '../checkpoints/checkpoint';
import type { CheckpointSource } from '../checkpoints/checkpoint-source';
import type { NoteKey } from '../checkpoints/signed-note';
import { grow } from '../tree/growth';
import { HASH_BYTES, leafHash, nodeHash } from '../tree/hashes';
import { isAsCommitted } from './commitment';

/** What is wrong with the first record that is not as it was. */
export type Fault =
  /** It does not say what it said: altered, or another stands in its place. */
  | 'altered'
  /** There is none of this number any more. */
  | 'missing'
  /** What lies beside it to be erased is neither erased nor what it was. */
  | 'body'
  /** It agrees with what was exported, but its stored hash, or one above it, does not. */
  | 'tree'
  /** Of the records from `first` to `last` one or more differ; without exported leaves nothing says which. */
  | 'within'
  /** An exported checkpoint is not one that the key signed, or not of this number of records. */
  | 'checkpoint'
  /** Exported leaves are not those that their checkpoint vouches for, or some are not there. */
  | 'leaves'
  /** The database says that a checkpoint of this number was exported, and it is not in the folder (any more). */
  | 'gone';

export interface Difference {
  readonly fault: Fault;
  /** Number of the record; of `checkpoint`, `leaves` and `gone`, the count of records that the file's name says. */
  readonly first: number;
  readonly last?: number;
  /** What the record says now. */
  readonly entry?: string;
}

export interface Verdict {
  /** Numbered records in the database. */
  readonly records: number;
  readonly checkpoints: number;
  /** Records that an exported checkpoint vouches for. */
  readonly covered: number;
  /** Newer ones that no exported checkpoint covers yet, and committed ones that have no number yet. */
  readonly uncovered: number;
  readonly unnumbered: number;
  /** Records whose values were erased. */
  readonly erased: number;
  readonly difference: Difference | null;
}

interface StoredRecord {
  readonly seq: string;
  readonly entry: string;
  readonly body: string | null;
  readonly salt: Buffer | null;
  readonly leaf: Buffer | null;
}

const PORTION = 2_000;

/**
 * Holds every record of the database against what was exported: its own bytes are hashed anew and none of the stored
 * hashes is relied on. One snapshot, so that the desk can go on meanwhile.
 */
export async function verifyDatabase(
  database: Database,
  folder: CheckpointSource,
  keys: readonly NoteKey[],
): Promise<Verdict> {
  const exported = await readExport(folder, keys);
  return database.asActor(
    systemActor('setup'),
    async (tx) => {
      const verdict = await verifyIn(tx, exported);
      return { ...verdict, difference: verdict.difference ?? (await goneFrom(folder, tx, exported)) };
    },
    { snapshot: true },
  );
}

/** Whoever takes the newest files away would else leave a folder that agrees with all. */
async function goneFrom(
  folder: CheckpointSource,
  tx: Tx,
  { checkpoints }: Exported,
): Promise<Difference | null> {
  const said = await tx.query<{ size: string }[]>(
    'SELECT size FROM audit_checkpoint WHERE exported_at IS NOT NULL ORDER BY size',
  );
  const known = new Set(checkpoints.map(({ size }) => size));
  if (said.every(({ size }) => known.has(Number(size)))) return null;
  // What was exported after the folder had been read stands in it by now.
  const there = new Set(await folder.sizes());
  const gone = said.find(({ size }) => !there.has(Number(size)));
  return gone ? { fault: 'gone', first: Number(gone.size) } : null;
}

/** @throws where the folder cannot be read. */
async function readExport(folder: CheckpointSource, keys: readonly NoteKey[]): Promise<Exported> {
  const checkpoints: Checkpoint[] = [];
  const leaves: Buffer[] = [];
  let [before, isWhole] = [0, true];
  let difference: Difference | null = null;
  let frontier: readonly Uint8Array[] = [];
  for (const size of await folder.sizes()) {
    const note = await folder.read(size, 'checkpoint');
    const checkpoint = note && openCheckpoint(note.toString('utf8'), ...keys);
    if (checkpoint?.size !== size) {
      difference ??= { fault: 'checkpoint', first: size };
      continue;
    }
    checkpoints.push(checkpoint);
    const given = isWhole ? await folder.read(size, 'leaves') : null;
    // Without leaves the records are still held against the roots; what follows cannot be counted any more.
    isWhole = given !== null;
    if (!given) continue;
    const grown = grow(before, frontier, split(given));
    if (given.length === (size - before) * HASH_BYTES && rootOf(grown.frontier).equals(checkpoint.root)) {
      leaves.push(given);
      [before, frontier] = [size, grown.frontier];
    } else {
      difference ??= { fault: 'leaves', first: size };
      isWhole = false;
    }
  }
  return { checkpoints, leaves: Buffer.concat(leaves), difference };
}

interface Exported {
  readonly checkpoints: readonly Checkpoint[];
  readonly leaves: Buffer;
  readonly difference: Difference | null;
}

async function verifyIn(tx: Tx, exported: Exported): Promise<Verdict> {
  const covered = exported.checkpoints.at(-1)?.size ?? 0;
  const walk = new Walk(exported);
  for (let after = -1, isMore = true; isMore;) {
    const rows = await recordsAfter(tx, after);
    for (const row of rows) walk.take(row);
    after = Number(rows.at(-1)?.seq ?? after);
    isMore = rows.length === PORTION;
  }
  const records = walk.size;
  const [waiting] = await tx.query<{ count: string }[]>('SELECT count(place) FROM audit_inbox');
  return {
    records,
    checkpoints: exported.checkpoints.length,
    covered,
    uncovered: Math.max(0, records - covered),
    unnumbered: Number(waiting?.count ?? 0),
    erased: walk.erased,
    difference: walk.end(covered) ?? exported.difference ?? (await treeDifference(tx)),
  };
}

const recordsAfter = (tx: Tx, after: number): Promise<StoredRecord[]> =>
  tx.query<StoredRecord[]>(
    `SELECT r.seq, r.entry::text AS entry, r.body, r.salt, n.hash AS leaf
     FROM audit_record r LEFT JOIN audit_node n ON n.level = 0 AND n.index = r.seq
     WHERE r.seq > $1 ORDER BY r.seq LIMIT $2`,
    [after, PORTION],
  );

/** Records in their order, each held against what is known of it; only the first difference counts. */
class Walk {
  size = 0;
  erased = 0;
  private difference: Difference | null = null;
  private frontier: readonly Uint8Array[] = [];
  private next = 0;
  private agreed = 0;

  constructor(private readonly exported: Exported) {}

  take({ seq, entry, body, salt, leaf }: StoredRecord): void {
    const number = Number(seq);
    if (number !== this.size) this.differ({ fault: 'missing', first: this.size });
    this.size = number + 1;
    if (this.difference) return;
    const hash = leafHash(Buffer.from(entry));
    const known = this.exported.leaves.subarray(number * HASH_BYTES, (number + 1) * HASH_BYTES);
    const isKnown = known.length === HASH_BYTES;
    if (isKnown && !hash.equals(known)) this.differ({ fault: 'altered', first: number, entry });
    // Of records that nothing exported vouches for the stored hash is all there is.
    else if (!leaf?.equals(hash)) this.differ({ fault: isKnown ? 'tree' : 'altered', first: number, entry });
    else if (!isAsCommitted(entry, body, salt)) this.differ({ fault: 'body', first: number, entry });
    if (salt === null && entry.includes('"commitment"')) this.erased += 1;
    this.frontier = grow(number, this.frontier, [hash]).frontier;
    this.meetCheckpoint();
  }

  /** @param covered records of which the last exported checkpoint says that they were there. */
  end(covered: number): Difference | null {
    if (this.size < covered) this.differ({ fault: 'missing', first: this.size });
    return this.difference;
  }

  private meetCheckpoint(): void {
    const checkpoint = this.exported.checkpoints[this.next];
    if (!checkpoint || this.size < checkpoint.size) return;
    this.next += 1;
    if (rootOf(this.frontier).equals(checkpoint.root)) this.agreed = checkpoint.size;
    else this.differ({ fault: 'within', first: this.agreed, last: checkpoint.size - 1 });
  }

  private differ(difference: Difference): void {
    this.difference ??= difference;
  }
}

/** Above the leaves, which are hashed anew: proofs would be wrong. */
async function treeDifference(tx: Tx): Promise<Difference | null> {
  const [wrong] = await tx.query<{ level: number; index: string }[]>(
    `SELECT l.level, l.index FROM audit_node l
     JOIN audit_node r ON r.level = l.level AND r.index = l.index + 1
     LEFT JOIN audit_node p ON p.level = l.level + 1 AND p.index = l.index / 2
     WHERE l.index % 2 = 0 AND p.hash IS DISTINCT FROM sha256('\\x01'::bytea || l.hash || r.hash)
     ORDER BY l.level, l.index LIMIT 1`,
  );
  return wrong ? { fault: 'tree', first: Number(wrong.index) * 2 ** wrong.level } : null;
}

const rootOf = (frontier: readonly Uint8Array[]): Buffer =>
  Buffer.from(frontier.reduceRight((right, left) => nodeHash(left, right)));

const split = (leaves: Buffer): Buffer[] =>
  Array.from({ length: Math.floor(leaves.length / HASH_BYTES) }, (_, at) =>
    leaves.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
