import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  ExportFolder,
  keyText,
  noteSigner,
  originOf,
  readCaseAudit,
  readCheckpoint,
  readKey,
  verifyCase,
  verifyDatabase,
  type NoteKey,
} from '@thaw/audit';
import { maskCardNumbers, systemActor, type Locale } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { readCliSettings, type CliSettings } from '@thaw/platform/config';
import { databaseFailure } from '../database-failure';
import { TERMINAL, type HistoryIo } from '../history/history-io';
import { printable } from '../printable';
import { AuditUsageError, readRequest, usageError, type AuditRequest } from './audit-arguments';
import { AUDIT_USAGE } from './audit-usage';
import { caseLines, databaseLines } from './verdict-lines';

const [WELL, DIFFERS, NOT_DONE] = [0, 1, 2];
type Settings = Pick<
  CliSettings,
  'DATABASE_URL' | 'DATABASE_OWNER_URL' | 'THAW_AUDIT_KEY' | 'THAW_AUDIT_EXPORT_DIR'
>;
/** What is needed of them, of a desk of the operator's or the embedded one of this folder. */
interface Place {
  readonly databaseUrl: string;
  readonly THAW_AUDIT_KEY: Buffer | undefined;
  readonly THAW_AUDIT_EXPORT_DIR: string;
}

/**
 * `thaw audit verify`, of the database or of a case's file, and `thaw audit key`.
 * @returns 0 all is as it was · 1 something differs · 2 wrong arguments, or no database, folder or key
 */
export async function runAudit(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: HistoryIo = TERMINAL,
): Promise<number> {
  const locale: Locale = argv.join(' ').includes('--lang en') || argv.includes('--lang=en') ? 'en' : 'zh';
  try {
    const request = readRequest(argv);
    if (request === null) {
      io.out(AUDIT_USAGE[locale]);
      return WELL;
    }
    const settings = readCliSettings(
      env,
      'DATABASE_URL',
      'DATABASE_OWNER_URL',
      'THAW_AUDIT_KEY',
      'THAW_AUDIT_EXPORT_DIR',
    );
    if (request.file !== null) return await ofFile(request.file, request, settings, io, locale);
    return await inPlace(env, settings, (place) =>
      request.verb === 'key' ? printKey(place, io) : ofDatabase(request, place, io, locale),
    );
  } catch (error) {
    if (error instanceof AuditUsageError) {
      io.err(`${printable(maskCardNumbers(error.detail[locale]))}\n\n${AUDIT_USAGE[locale]}`);
      return NOT_DONE;
    }
    const told = databaseFailure(error);
    if (told === null) throw error;
    io.err(`${told}\n`);
    return NOT_DONE;
  }
}

async function ofDatabase(
  request: AuditRequest,
  place: Place,
  io: HistoryIo,
  locale: Locale,
): Promise<number> {
  const folder = request.checkpoints ?? place.THAW_AUDIT_EXPORT_DIR;
  if (!folder)
    throw usageError(
      '请用 --checkpoints 或 THAW_AUDIT_EXPORT_DIR 指明导出检查点的目录。',
      'Say with --checkpoints or THAW_AUDIT_EXPORT_DIR where checkpoints were exported to.',
    );
  if (!existsSync(folder)) throw usageError(`没有目录 ${folder}。`, `There is no folder ${folder}.`);
  return withDatabase(place, async (database) => {
    const keys = await keysFor(request, place, () => originOfDesk(database));
    const verdict = await verifyDatabase(database, new ExportFolder(folder), keys);
    io.out(request.json ? `${JSON.stringify(verdict)}\n` : databaseLines(verdict, locale));
    return verdict.difference === null ? WELL : DIFFERS;
  });
}

async function ofFile(
  file: string,
  request: AuditRequest,
  settings: Settings,
  io: HistoryIo,
  locale: Locale,
): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => null);
  const given = text === null ? null : readCaseAudit(text);
  if (!given)
    throw usageError(
      `${file} 不是案件审计文件，或无法读取。`,
      `${file} is no audit of a case, or cannot be read.`,
    );
  // By the desk's own key, whatever tree it signed; a key that is given names its tree itself.
  const keys = await keysFor(request, settings, () =>
    Promise.resolve(readCheckpoint(given.checkpoint)?.origin ?? ''),
  );
  const verdict = verifyCase(given, keys);
  io.out(request.json ? `${JSON.stringify(verdict)}\n` : caseLines(verdict, given.newer, locale));
  return verdict.difference === null ? WELL : DIFFERS;
}

/** For those who audit: they keep it, so that nobody who has the database can sign for the desk. */
async function printKey(place: Place, io: HistoryIo): Promise<number> {
  const { THAW_AUDIT_KEY: seed } = place;
  if (!seed) throw usageError('缺少 THAW_AUDIT_KEY。', 'THAW_AUDIT_KEY is missing.');
  const name = await withDatabase(place, originOfDesk);
  io.out(`${keyText(noteSigner(name, seed))}\n`);
  return WELL;
}

async function keysFor(
  { publicKeys }: AuditRequest,
  { THAW_AUDIT_KEY: seed }: Pick<Place, 'THAW_AUDIT_KEY'>,
  origin: () => Promise<string>,
): Promise<readonly NoteKey[]> {
  if (publicKeys.length === 0 && !seed)
    throw usageError(
      '请用 --public-key 给出公钥（thaw audit key 所示），或设置 THAW_AUDIT_KEY。',
      'Give the public key, as `thaw audit key` prints it, with --public-key, or set THAW_AUDIT_KEY.',
    );
  if (publicKeys.length === 0 && seed) return [noteSigner(await origin(), seed)];
  return Promise.all(
    publicKeys.map(async (given) => {
      const key = readKey(existsSync(given) ? await readFile(given, 'utf8') : given);
      if (key) return key;
      throw usageError(`不是公钥：${given}`, `This is no public key: ${given}`);
    }),
  );
}

async function originOfDesk(database: Database): Promise<string> {
  const [desk] = await database.asActor(systemActor('setup'), (tx) =>
    tx.query<{ id: string }[]>('SELECT id FROM desk'),
  );
  return originOf(desk?.id ?? '');
}

/** @throws AuditUsageError where there is neither a DATABASE_URL nor an embedded desk. */
async function inPlace<T>(
  env: NodeJS.ProcessEnv,
  settings: Settings,
  use: (place: Place) => Promise<T>,
): Promise<T> {
  const databaseUrl = settings.DATABASE_URL || settings.DATABASE_OWNER_URL;
  if (databaseUrl) return use({ ...settings, databaseUrl });
  // Loaded only then: it knows how to start a server.
  const { NoDeskError, withDesk } = await import('../up/desk-place.js');
  try {
    return await withDesk(env, 'beside', ({ ownerUrl, config: { audit } }) =>
      use({
        databaseUrl: ownerUrl,
        THAW_AUDIT_KEY: audit.key ?? undefined,
        THAW_AUDIT_EXPORT_DIR: audit.exportDir ?? '',
      }),
    );
  } catch (error) {
    if (!(error instanceof NoDeskError)) throw error;
    throw usageError(
      '缺少 DATABASE_URL（PostgreSQL 连接地址），本目录也没有内置系统。',
      'DATABASE_URL is missing, and there is no embedded desk in this folder: where is the PostgreSQL?',
    );
  }
}

async function withDatabase<T>({ databaseUrl }: Place, use: (database: Database) => Promise<T>): Promise<T> {
  const database = new Database({ databaseUrl, databasePoolSize: 1 });
  try {
    return await use(database);
  } finally {
    await database.onApplicationShutdown();
  }
}
