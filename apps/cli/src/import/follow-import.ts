import { setTimeout as sleep } from 'node:timers/promises';
import type { Locale } from '@thaw/kernel';
import { DeskRefusal, type DeskClient, type ImportKind, type ImportReceipt } from './desk-client';
import type { ImportIo } from './import-io';
import { progressText } from './import-receipt';
import { Interruption } from './interruption';

const POLL_MS = 300;
/** The import goes on without us: a desk that is restarted meanwhile is waited for. */
const PATIENCE_MS = 30_000;

/**
 * Shows how far an import is until it has ended: one line that is written over on a terminal, elsewhere a line for each
 * tenth.
 * @returns null where the person left before its end.
 */
export async function followImport(
  kind: ImportKind,
  taken: ImportReceipt,
  desk: DeskClient,
  locale: Locale,
  io: ImportIo,
): Promise<ImportReceipt | null> {
  const { stderr } = io;
  const interruption = new Interruption(io, locale, () => cancel(kind, taken.id, desk, io));
  let receipt = taken;
  let tenth = -1;
  let lastAnswer = Date.now();
  try {
    while (receipt.state === 'queued' || receipt.state === 'running') {
      await sleep(POLL_MS, undefined, { signal: interruption.left }).catch(() => undefined);
      if (interruption.left.aborted) return null;
      try {
        receipt = await desk.import(kind, taken.id);
        lastAnswer = Date.now();
      } catch (error) {
        if (isFinal(error) || Date.now() - lastAnswer > PATIENCE_MS) throw error;
        continue;
      }
      if (interruption.isAsking) continue;
      const text = progressText(receipt, locale);
      if (stderr.isTTY) stderr.write(`\r${text}`);
      else if (Math.floor(receipt.percent / 10) !== tenth) stderr.write(`${text}\n`);
      tenth = Math.floor(receipt.percent / 10);
    }
  } finally {
    interruption.close();
  }
  if (stderr.isTTY) stderr.write('\n');
  return receipt;
}

/** What comes of it is seen by whoever follows; that it came too late is said at once. */
async function cancel(
  kind: ImportKind,
  importId: string,
  desk: DeskClient,
  { stderr }: ImportIo,
): Promise<void> {
  try {
    await desk.cancel(kind, importId);
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}

const SERVER_ERROR = 500;
const isFinal = (error: unknown): boolean => error instanceof DeskRefusal && error.status < SERVER_ERROR;
