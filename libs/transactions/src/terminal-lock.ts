import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DomainError, systemActor } from '@thaw/kernel';
import { Database, isLockTimeout, requestJob, type Tx } from '@thaw/platform';

/** Together longer than a predecessor needs to let go after it has asked for our job; short, as it holds up a worker. */
const TRIES = 20;
const BETWEEN_TRIES_MS = 100;

/**
 * One writer per terminal's history at a time, whatever the number of workers. Who finds the terminal taken steps aside; who
 * has done the work asks for the job of the next import in line. So no worker is held up by waiting, and no attempts
 * of a job are used up by it.
 */
@Injectable()
export class TerminalLock {
  constructor(private readonly database: Database) {}

  /**
   * Does `work` while holding the terminal; the lock lives in a transaction of its own and so ends with the process.
   * @returns false where another import of the terminal is under way, and then nothing was done.
   */
  async whileAlone(terminalId: string, work: () => Promise<void>): Promise<boolean> {
    return this.database.asActor(systemActor('worker'), async (tx) => {
      if (!(await this.waitToHold(tx, terminalId))) return false;
      // This transaction does nothing for as long as the import runs.
      await tx.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      await work();
      await this.requestNext(tx, terminalId);
      return true;
    });
  }

  /**
   * Takes hold of the terminal until the transaction ends, for work of milliseconds; those who want it at once come one
   * after the other.
   * @throws DomainError IMPORT_IN_PROGRESS where another has it and does not let go soon.
   */
  async hold(tx: Tx, terminalId: string): Promise<void> {
    try {
      await tx.query(
        `SELECT set_config('lock_timeout', '${TRIES * BETWEEN_TRIES_MS}', true),
           pg_advisory_xact_lock_shared(${ALL_KEY}), pg_advisory_xact_lock(${LOCK_KEY}),
           set_config('lock_timeout', '0', true)`,
        [terminalId],
      );
    } catch (error) {
      throw isLockTimeout(error) ? underWay() : error;
    }
  }

  /** Takes hold of the terminal until the transaction ends, if nobody else has it. Waits for who has them all. */
  async tryHold(tx: Tx, terminalId: string): Promise<boolean> {
    await tx.query(`SELECT pg_advisory_xact_lock_shared(${ALL_KEY})`);
    const [row] = await tx.query<{ held: boolean }[]>(
      `SELECT pg_try_advisory_xact_lock(${LOCK_KEY}) AS held`,
      [terminalId],
    );
    return row?.held ?? false;
  }

  /** Takes hold of all terminals until the transaction ends, if nobody has any. To be let go soon. */
  async tryHoldAll(tx: Tx): Promise<boolean> {
    const [row] = await tx.query<{ held: boolean }[]>(`SELECT pg_try_advisory_xact_lock(${ALL_KEY}) AS held`);
    return row?.held ?? false;
  }

  /** Asks for the job of the import that has waited longest for this terminal. */
  async requestNext(tx: Tx, terminalId: string): Promise<void> {
    const [next] = await tx.query<{ id: string }[]>(
      `SELECT id FROM history_import WHERE terminal_id = $1 AND state = 'queued' ORDER BY created_at, id LIMIT 1`,
      [terminalId],
    );
    if (next) await requestJob(tx, 'history.import', { importId: next.id });
  }

  /** Whether an import of the terminal waits for its job, or for its next try. */
  async isAwaited(tx: Tx, terminalId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT FROM history_import WHERE terminal_id = $1 AND state IN ('queued', 'running') LIMIT 1`,
      [terminalId],
    );
    return rows.length > 0;
  }

  private async waitToHold(tx: Tx, terminalId: string): Promise<boolean> {
    for (let tried = 1; !(await this.tryHold(tx, terminalId)); tried++) {
      if (tried === TRIES) return false;
      await sleep(BETWEEN_TRIES_MS);
    }
    return true;
  }
}

const underWay = (): DomainError =>
  new DomainError('IMPORT_IN_PROGRESS', {
    detail: {
      zh: '该终端的历史正在导入或重新扫描，请几秒后重试。',
      en: 'The history of this terminal is being imported or scanned anew: try again in a few seconds.',
    },
  });

const ALL_KEY = `hashtextextended('history_import of all terminals', 0)`;
const LOCK_KEY = `hashtextextended('history_import ' || $1::text, 0)`;
