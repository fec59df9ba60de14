import { systemActor } from '@thaw/kernel';
import {
  ArchiveReader,
  Database,
  DiskBlobStore,
  OpenTables,
  fileBlobsOf,
  migrate,
  restoreTarget,
  tablesOf,
  type BlobStore,
  type TableColumns,
  type Tx,
} from '@thaw/platform';
import { MIGRATIONS } from '../../../../migrations';
import type { CheckedArchive } from './check-archive';
import type { DeskPlace } from '../up/desk-place';
import { isThere } from './is-there';
import { keyMarks, otherKeys } from './key-marks';
import type { Progress } from './make-backup';
import { readPart, type About, type Whole } from './manifest';
import { RestoreRefused } from './restore-refused';

const SETUP = systemActor('setup');

export interface RestoreWish {
  readonly path: string;
  readonly key: Buffer | null;
  /** Even where keys are others than those that the data was kept under. */
  readonly withOtherKeys: boolean;
}

/** @throws RestoreRefused; nothing was written then. */
export async function needRoom(
  { config, ownerUrl }: DeskPlace,
  { about }: CheckedArchive,
  { withOtherKeys }: RestoreWish,
): Promise<void> {
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const unknown = about.migrations.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new RestoreRefused('NEWER', {
      zh: `备份由更新版本的 Thaw 制作（${unknown.join('、')}），请用该版本恢复。`,
      en: `The archive was made by a newer Thaw (${unknown.join(', ')}): restore it with that one.`,
    });
  const target = await restoreTarget(ownerUrl);
  if (target.is === 'used')
    throw new RestoreRefused('USED', {
      zh: `目标数据库已有数据（${target.table}），未作恢复。请指定一个空的数据库，或先清空。`,
      en: `Nothing is restored: the database has data already (${target.table}). Name one that is empty.`,
    });
  if (target.is === 'unused' && !isSameSet(target.migrations, about.migrations))
    throw new RestoreRefused('OTHER_SCHEMA', {
      zh: '目标数据库虽无数据，但表结构与备份不同。请指定一个空的数据库。',
      en: 'The database has no data, but tables of another version than the archive: name one that is empty.',
    });
  const others = otherKeys(about.keys, keyMarks(config));
  if (others.length > 0 && !withOtherKeys)
    throw new RestoreRefused('OTHER_KEYS', {
      zh: `以下密钥与备份时不同或未设置：${others.join('、')}。用它们加密或标记的数据将无法读取；请设置原密钥（内置系统：先把原 secrets.json 放回数据目录），或加 --with-other-keys。`,
      en: `These keys are not those of the archive, or not set: ${others.join(', ')}. What was kept under them could not be read. Set them (embedded desk: put its secrets.json into the folder first), or add --with-other-keys.`,
    });
}

/**
 * Tables and files, in one transaction: whole or not at all. Files that were written come away again where it fails.
 * Sessions, codes and links of the archive are not restored: who signed out or used one since would be in again.
 */
export async function restoreBackup(
  { config, ownerUrl }: DeskPlace,
  { about, whole }: CheckedArchive,
  wish: RestoreWish,
  progress: Progress,
): Promise<void> {
  const seen = new Set(about.migrations);
  await migrate(
    ownerUrl,
    MIGRATIONS.filter(({ name }) => seen.has(name)),
  );
  const database = new Database({ databaseUrl: ownerUrl, databasePoolSize: 2 });
  const files = new Files(fileBlobsOf(config), new DiskBlobStore(config));
  try {
    await database.asActor(SETUP, async (tx) => {
      await tx.query('SET LOCAL ROLE NONE');
      const reader = await ArchiveReader.open(wish.path, wish.key);
      try {
        await reader.about();
        await load(tx, reader, { about, whole }, files, progress);
      } finally {
        await reader.close();
      }
      await begin(tx, about);
    });
  } catch (error) {
    await files.takeAway();
    throw error;
  } finally {
    await database.onApplicationShutdown();
  }
  await migrate(ownerUrl, MIGRATIONS);
}

async function load(
  tx: Tx,
  reader: ArchiveReader,
  { about, whole }: { readonly about: About; readonly whole: Whole },
  files: Files,
  progress: Progress,
): Promise<void> {
  const tables = new Map((await tablesOf(tx)).map((table) => [table.name, table]));
  const open = await OpenTables.open(tx, [...tables.values()]);
  for (const year of about.years) await tx.query('SELECT open_transaction_year($1)', [year]);
  let [rows, done] = [0, 0];
  for await (const part of reader.parts()) {
    const { content } = part;
    const head = readPart(part.what);
    if (head.kind === 'file') {
      await files.put(head.key, content);
      progress('files', files.count, whole.files);
      continue;
    }
    progress('tables', done++, tables.size);
    const loaded = await open.load(needSame(head, tables.get(head.name)), content);
    const said = part.end()['rows'];
    if (loaded !== said) throw new Error(`${head.name}: ${loaded} rows instead of ${String(said)}`);
    rows += loaded;
  }
  if (rows !== whole.rows || files.count !== whole.files || done !== tables.size)
    throw new Error('the archive holds other tables, rows or files than it says');
  await open.close(whole.sequences);
}

/** What must not go on as it was. */
async function begin(tx: Tx, about: About): Promise<void> {
  await tx.query('DELETE FROM session');
  await tx.query('DELETE FROM sign_in_code');
  await tx.query('DELETE FROM account_mail WHERE expires_at IS NOT NULL');
  // A place that never heard of this desk gets them all; one that has them finds the same.
  await tx.query('UPDATE audit_checkpoint SET exported_at = NULL');
  await tx.query('SELECT audit_write($1, $2, $3, $4, NULL, $5, NULL)', [
    'note',
    'restore',
    'desk',
    about.desk,
    JSON.stringify({ madeAt: about.madeAt, records: about.audit?.size ?? 0 }),
  ]);
  await tx.query('ANALYZE');
}

/** Two that were brought up to the same version may have come there by other ways. */
const isSameSet = (some: readonly string[], others: readonly string[]): boolean =>
  [...some].sort().join() === [...others].sort().join();

function needSame(given: TableColumns, here: TableColumns | undefined): TableColumns {
  if (here && here.columns.join() === given.columns.join()) return here;
  throw new Error(`the archive has a table ${given.name} with other columns than its migrations make`);
}

class Files {
  count = 0;
  /** Those that were not there: another desk may keep its files in the same place. */
  private readonly added: string[] = [];

  constructor(
    private readonly store: BlobStore,
    private readonly disk: DiskBlobStore,
  ) {}

  async put(key: string, content: AsyncIterable<Buffer>): Promise<void> {
    const store = this.storeOf(key);
    const there = store.open(key);
    if (!(await isThere(there))) this.added.push(key);
    there.destroy();
    await store.putBack(key, content);
    this.count += 1;
  }

  async takeAway(): Promise<void> {
    for (const key of this.added) await this.storeOf(key).remove(key);
  }

  /** What imports wait for lies on this machine's disk, wherever files of cases are kept. */
  private storeOf(key: string): BlobStore {
    return key.startsWith('intake/') ? this.disk : this.store;
  }
}
