import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, systemActor, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, Logger, requestJob, type Tx } from '@thaw/platform';
import { ScanReplay } from './scan-replay.entity';
import { ScanReplayer } from './scan-replayer.service';

const WORKER = systemActor('worker');
/** A replay that has not moved for this long has lost its job. */
const LOST_AFTER_MS = 120_000;
const HEARTBEAT_MS = 10_000;

/** Replays of scans as jobs, and what came of them. */
@Injectable()
export class ScanReplays {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly replayer: ScanReplayer,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError ALREADY_EXISTS while one of the scan is under way. */
  async request(tx: Tx, actor: Actor, scanId: string): Promise<ScanReplay> {
    // Two who ask at once ask one after the other.
    await tx.query('SELECT 1 FROM scan WHERE id = $1 FOR UPDATE', [scanId]);
    const underWay = await tx.findOneBy(ScanReplay, { scanId, state: 'queued' });
    if (underWay) {
      throw new DomainError('ALREADY_EXISTS', {
        detail: {
          zh: '该扫描的重放正在进行，请等待其完成。',
          en: 'A replay of this scan is under way: wait for it to finish.',
        },
        extra: { replayId: underWay.id },
      });
    }
    const now = this.clock.now();
    const replay = tx.create(ScanReplay, {
      id: randomUUID(),
      scanId,
      state: 'queued',
      requestedBy: actorRef(actor),
      requestedAt: now,
      heartbeatAt: now,
      finishedAt: null,
      obstacle: null,
      difference: null,
      historyDigest: null,
      findingsDigest: null,
    });
    await tx.insert(ScanReplay, replay);
    await requestJob(tx, 'scan.replay', { replayId: replay.id });
    return replay;
  }

  /** The scan's replays, the latest first. */
  async ofScan(tx: Tx, scanId: string): Promise<readonly ScanReplay[]> {
    return tx.find(ScanReplay, { where: { scanId }, order: { requestedAt: 'DESC', id: 'DESC' }, take: 100 });
  }

  /** The job `scan.replay`. Safe to run again after a crash, and twice at once: the first result stays. */
  async run(replayId: string): Promise<void> {
    const queued = await this.database.asActor(WORKER, (tx) =>
      tx.findOneBy(ScanReplay, { id: replayId, state: 'queued' }),
    );
    if (!queued) return;
    let told = 0;
    const { outcome, obstacle, difference, replayed } = await this.replayer.replay(
      queued.scanId,
      async () => {
        const now = this.clock.now();
        if (now.getTime() - told < HEARTBEAT_MS) return;
        told = now.getTime();
        await this.database.asActor(WORKER, (tx) =>
          tx.query(`UPDATE scan_replay SET heartbeat_at = $2 WHERE id = $1 AND state = 'queued'`, [
            replayId,
            now,
          ]),
        );
      },
    );
    await this.database.asActor(WORKER, (tx) =>
      tx.query(
        `UPDATE scan_replay SET state = $2, obstacle = $3, difference = $4, history_digest = $5, findings_digest = $6,
           finished_at = $7 WHERE id = $1 AND state = 'queued'`,
        [
          replayId,
          outcome,
          obstacle,
          difference === null ? null : JSON.stringify(difference),
          replayed.history,
          replayed.findings,
          this.clock.now(),
        ],
      ),
    );
  }

  /** The attempts of the job are used up. */
  async failed(replayId: string, error: Error): Promise<void> {
    this.logger.error({ replayId, err: error }, 'replay of a scan failed');
    await this.database.asActor(WORKER, (tx) =>
      tx.query(
        `UPDATE scan_replay SET state = 'failed', finished_at = $2 WHERE id = $1 AND state = 'queued'`,
        [replayId, this.clock.now()],
      ),
    );
  }

  /** The sweep: replays whose job was lost with the queue get another. @returns how many. */
  async requeueLost(now: Date): Promise<number> {
    return this.database.asActor(WORKER, async (tx) => {
      const [lost] = await tx.query<[{ id: string }[], number]>(
        `UPDATE scan_replay SET heartbeat_at = $1 WHERE id IN (
           SELECT id FROM scan_replay WHERE state = 'queued' AND heartbeat_at < $2
           FOR UPDATE SKIP LOCKED LIMIT 100) RETURNING id`,
        [now, new Date(now.getTime() - LOST_AFTER_MS)],
      );
      for (const { id } of lost) await requestJob(tx, 'scan.replay', { replayId: id });
      return lost.length;
    });
  }
}
