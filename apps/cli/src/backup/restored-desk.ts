import { existsSync } from 'node:fs';
import {
  AuditTree,
  ExportFolder,
  StoredCheckpoints,
  checkpointsUpTo,
  noteSigner,
  originOf,
  verifyDatabase,
  type Verdict,
} from '@thaw/audit';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import type { DeskPlace } from '../up/desk-place';
import type { About } from './manifest';

const SETUP = systemActor('setup');

export interface RestoredAudit {
  /** Against the checkpoints that the desk keeps itself. */
  readonly verdict: Verdict;
  /** Against those that were exported; null where there is no folder, or no key to open them with. */
  readonly exported: Verdict | null;
  /** Exported ones of after the backup: what they cover was lost since. */
  readonly laterCheckpoints: number;
  /** Whether the tree is the one that the archive says. */
  readonly isSameTree: boolean;
}

/** Holds the audit of a desk that was restored against all that is known of it. */
export async function verifyRestored({ config, ownerUrl }: DeskPlace, about: About): Promise<RestoredAudit> {
  const database = new Database({ databaseUrl: ownerUrl, databasePoolSize: 2 });
  try {
    const { key, exportDir } = config.audit;
    const keys = key ? [noteSigner(originOf(about.desk), key)] : [];
    const size = about.audit?.size ?? 0;
    const stored = key ? new StoredCheckpoints(database) : NOTHING;
    const folder = key && exportDir !== null && existsSync(exportDir) ? new ExportFolder(exportDir) : null;
    const sizes = folder ? await folder.sizes() : [];
    return {
      verdict: await verifyDatabase(database, stored, keys),
      exported: folder && (await verifyDatabase(database, checkpointsUpTo(folder, size), keys)),
      laterCheckpoints: sizes.filter((covers) => covers > size).length,
      isSameTree: await isSameTree(database, about),
    };
  } finally {
    await database.onApplicationShutdown();
  }
}

export const isVerified = ({ verdict, exported, isSameTree }: RestoredAudit): boolean =>
  verdict.difference === null && (exported?.difference ?? null) === null && isSameTree;

/**
 * Makes of it a desk of its own, to serve beside the one it is a copy of: with another id, under which its queues, and the
 * checkpoints of its audit from the first record on, are others'.
 */
export async function makeCopy({ ownerUrl }: DeskPlace): Promise<void> {
  const database = new Database({ databaseUrl: ownerUrl, databasePoolSize: 1 });
  try {
    await database.asActor(SETUP, async (tx) => {
      await tx.query('SET LOCAL ROLE NONE');
      await tx.query('ALTER TABLE audit_checkpoint DISABLE TRIGGER USER');
      await tx.query('DELETE FROM audit_checkpoint');
      await tx.query('ALTER TABLE audit_checkpoint ENABLE TRIGGER USER');
      await tx.query('UPDATE desk SET id = gen_random_uuid()');
    });
  } finally {
    await database.onApplicationShutdown();
  }
}

async function isSameTree(database: Database, { audit }: About): Promise<boolean> {
  if (audit === null) return true;
  const tree = new AuditTree();
  return database.asActor(SETUP, async (tx) => {
    if ((await tree.size(tx)) !== audit.size) return false;
    return Buffer.from(await tree.root(tx, audit.size)).toString('base64') === audit.root;
  });
}

const NOTHING = { sizes: () => Promise.resolve([]), read: () => Promise.resolve(null) };
