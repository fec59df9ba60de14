import { createHash } from 'node:crypto';
import { AuditTree, recordNote } from '@thaw/audit';
import { systemActor } from '@thaw/kernel';
import {
  ArchiveWriter,
  Database,
  FileStore,
  Logger,
  dumpTable,
  fileBlobsOf,
  migrationsSeen,
  openYears,
  sequencesOf,
  tablesOf,
  type BlobStore,
  type Config,
  type Tx,
} from '@thaw/platform';
import type { DeskPlace } from '../up/desk-place';
import { isThere } from './is-there';
import { keyMarks } from './key-marks';
import { ARCHIVE_FORMAT, type About, type Whole } from './manifest';
import { isStillWanted, namedFiles, type NamedFile } from './named-files';

const SETUP = systemActor('setup');

export interface Made extends Omit<Whole, 'sequences'> {
  readonly desk: string;
  readonly audit: About['audit'];
  /** Of the archive. */
  readonly bytes: number;
}

/** `of` is null where nobody counted them. */
export type Progress = (what: 'tables' | 'files', done: number, of: number | null) => void;

/**
 * One snapshot of every table, then the files that its rows name: a file is written before its row and never changed, so
 * the desk can go on meanwhile. A file of the snapshot that was removed since is left out; one that is not there although
 * a row names it is told.
 */
export async function makeBackup(
  { config, ownerUrl }: DeskPlace,
  path: string,
  key: Buffer | null,
  progress: Progress,
): Promise<Made> {
  const database = new Database({ databaseUrl: ownerUrl, databasePoolSize: 2 });
  try {
    const archive = await ArchiveWriter.create(path, key);
    try {
      const { about, whole } = await write(archive, database, config, progress);
      await archive.finish(whole);
      const { sequences: _, ...counts } = whole;
      await database.asActor(SETUP, (tx) =>
        recordNote(
          tx,
          'backup',
          { subject: 'desk', key: about.desk },
          { rows: counts.rows, files: counts.files },
        ),
      );
      return { ...counts, desk: about.desk, audit: about.audit, bytes: archive.bytes };
    } catch (error) {
      await archive.discard();
      throw error;
    }
  } finally {
    await database.onApplicationShutdown();
  }
}

function write(
  archive: ArchiveWriter,
  database: Database,
  config: Config,
  progress: Progress,
): Promise<{ readonly about: About; readonly whole: Whole }> {
  return database.asActor(
    SETUP,
    async (tx) => {
      await tx.query('SET LOCAL ROLE NONE');
      const about = await aboutOf(tx, config);
      await archive.about(about);
      const tables = await tablesOf(tx);
      let rows = 0;
      for (const [done, table] of tables.entries()) {
        progress('tables', done, tables.length);
        rows += await dumpTable(tx, table, archive);
      }
      const files = new Files(archive, database, config);
      for await (const file of namedFiles(tx)) {
        await files.take(file);
        progress('files', files.count, null);
      }
      const { count, bytes, missing, damaged } = files;
      const sequences = await sequencesOf(tx);
      return { about, whole: { sequences, rows, files: count, fileBytes: bytes, missing, damaged } };
    },
    { snapshot: true },
  );
}

async function aboutOf(tx: Tx, config: Config): Promise<About> {
  const [desk] = await tx.query<{ id: string }[]>('SELECT id FROM desk');
  const tree = new AuditTree();
  const size = await tree.size(tx);
  return {
    format: ARCHIVE_FORMAT,
    madeAt: new Date().toISOString(),
    desk: desk?.id ?? '',
    migrations: await migrationsSeen(tx),
    years: await openYears(tx),
    keys: keyMarks(config),
    audit: size === 0 ? null : { size, root: Buffer.from(await tree.root(tx, size)).toString('base64') },
  };
}

class Files {
  count = 0;
  bytes = 0;
  readonly missing: string[] = [];
  readonly damaged: string[] = [];
  private readonly blobs: BlobStore;
  private readonly store: FileStore;

  constructor(
    private readonly archive: ArchiveWriter,
    private readonly database: Database,
    config: Config,
  ) {
    this.blobs = fileBlobsOf(config);
    this.store = new FileStore(config, this.blobs, new Logger(config));
  }

  /** As it lies in the store: what is sealed there stays so, and its row has the key that opens it. */
  async take(file: NamedFile): Promise<void> {
    const { blobKey: key } = file;
    const content = this.blobs.open(key);
    // A part that has begun must end: so it is known first whether there is anything to read.
    if (!(await isThere(content))) return this.miss(file);
    const written = await this.archive.part({ file: key }, content);
    this.count += 1;
    this.bytes += written.bytes;
    if (!(await this.isAsItCame(file))) this.damaged.push(key);
  }

  private async isAsItCame(file: NamedFile): Promise<boolean> {
    if (file.sha256 === null) return true;
    const hash = createHash('sha256');
    try {
      for await (const piece of this.store.open(file) as AsyncIterable<Buffer>) hash.update(piece);
    } catch {
      return false;
    }
    return hash.digest().equals(file.sha256);
  }

  /** What was removed since the snapshot, no row wants any more. */
  private async miss({ id, blobKey }: NamedFile): Promise<void> {
    if (await this.database.asActor(SETUP, (tx) => isStillWanted(tx, id))) this.missing.push(blobKey);
  }
}
