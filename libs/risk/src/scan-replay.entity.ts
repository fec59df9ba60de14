import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ReplayDifference, ReplayObstacle } from './replay-verdict';

/** One replay of a scan: who asked for it, and what came of it. */
@Entity('scan_replay')
@Index('scan_replay_scan', ['scanId', 'requestedAt', 'id'])
@Index('scan_replay_queued', ['heartbeatAt'], { where: "(state = 'queued'::text)" })
export class ScanReplay {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'scan_id', type: 'uuid' })
  scanId: string;

  @Column({ type: 'text' })
  state: 'queued' | 'same' | 'differs' | 'impossible' | 'failed';

  @Column({ name: 'requested_by', type: 'text' })
  requestedBy: string;

  @Column({ name: 'requested_at', type: 'timestamptz' })
  requestedAt: Date;

  /** When it last moved: one that rests too long has lost its job. */
  @Column({ name: 'heartbeat_at', type: 'timestamptz' })
  heartbeatAt: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;

  @Column({ type: 'text', nullable: true })
  obstacle: ReplayObstacle | null;

  @Column({ type: 'jsonb', nullable: true })
  difference: ReplayDifference | null;

  /** As they came now, in hex; those that were kept stand with the scan. */
  @Column({ name: 'history_digest', type: 'text', nullable: true })
  historyDigest: string | null;

  @Column({ name: 'findings_digest', type: 'text', nullable: true })
  findingsDigest: string | null;
}
