import { Inject, Injectable } from '@nestjs/common';
import { Zone, systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, requestJob, type Config, type Tx } from '@thaw/platform';
import { StandingRefresh } from '@thaw/risk';
import { CaseRepository } from '../case.repository';
import { isCaseWatched } from './is-watched';
import { WatchLooks } from './watch-looks.service';

/** Cases that one turn of a sweep takes up: after a long downtime the rest comes with the next turns. */
const BATCH = 100;
/** A scan that was asked for so long ago has lost its job, or waits for an import that died. */
const LOST_AFTER_MS = 600_000;
const CLOCK_ACTOR = systemActor('clock');

/** The daily scans of watched cases, the looks between them, and the ends of watches. */
@Injectable()
export class WatchScans {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly refreshes: StandingRefresh,
    private readonly looks: WatchLooks,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /**
   * A sweep: asks for today's scan of every watched case that has none, today being the desk's. Days that passed without
   * one are not made up for: a scan sees all that has come in. @returns how many.
   */
  async askDue(now: Date): Promise<number> {
    return this.database.asActor(CLOCK_ACTOR, async (tx) => {
      // Who comes second waits for the first, and finds the day taken.
      const due = await tx.query<{ id: string }[]>(
        `INSERT INTO watch_scan (case_id, day, asked_at)
         SELECT c.id, $1::date, $2 FROM (
           SELECT id FROM freeze_case WHERE state = 'monitoring'
           UNION SELECT case_id FROM appeal WHERE decided_at IS NULL AND appealed_state = 'monitoring') c
         WHERE NOT EXISTS (SELECT FROM watch_scan w WHERE w.case_id = c.id AND w.day = $1::date)
         ORDER BY c.id LIMIT $3
         ON CONFLICT DO NOTHING RETURNING case_id AS id`,
        [this.zone.dateText(now.getTime()), now, BATCH],
      );
      for (const { id } of due) await requestJob(tx, 'watch.scan', { caseId: id });
      return due.length;
    });
  }

  /** A sweep: scans that were asked for and are not done. @returns how many it asked for again. */
  async requeueLost(now: Date): Promise<number> {
    return this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const [lost] = await tx.query<[{ id: string }[], number]>(
        `UPDATE watch_scan SET asked_at = $1 WHERE (case_id, day) IN (
           SELECT case_id, day FROM watch_scan WHERE done_at IS NULL AND asked_at < $2
           ORDER BY asked_at FOR UPDATE SKIP LOCKED LIMIT $3) RETURNING case_id AS id`,
        [now, new Date(now.getTime() - LOST_AFTER_MS), BATCH],
      );
      for (const id of new Set(lost.map((each) => each.id)))
        await requestJob(tx, 'watch.scan', { caseId: id });
      return lost.length;
    });
  }

  /** The job `watch.scan`: the findings are brought up to date, facts from outside with them, and held against the decision. */
  async scan(caseId: string): Promise<void> {
    const terminalId = await this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id: caseId }, CLOCK_ACTOR);
      // It begins the standing scan where there is none.
      await this.looks.look(tx, freezeCase, this.clock.now());
      const goesOn = freezeCase.state !== 'restoring' && (await isCaseWatched(tx, freezeCase));
      return goesOn ? freezeCase.terminalId : null;
    });
    if (terminalId === null) return;
    await this.refreshes.refresh(terminalId);
    await this.lookAt(caseId);
  }

  /** The job `standing.changed`. */
  async changed(terminalId: string): Promise<void> {
    await this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lockOpenOfTerminal(tx, terminalId);
      if (freezeCase) await this.looks.look(tx, freezeCase, this.clock.now());
    });
  }

  /** A sweep: watches that are over and have not passed, unless a hit waits for a person. @returns how many it looked at. */
  async endDue(now: Date): Promise<number> {
    const over = await this.database.asActor(CLOCK_ACTOR, (tx: Tx) =>
      tx.query<{ id: string }[]>(
        `SELECT c.id FROM freeze_case c WHERE c.state = 'monitoring' AND c.watch_until <= $1
           AND NOT EXISTS (SELECT FROM watch_hit h WHERE h.case_id = c.id AND h.answer IS NULL)
         ORDER BY c.watch_until, c.id LIMIT $2`,
        [now, BATCH],
      ),
    );
    const ends = await Promise.allSettled(over.map(({ id }) => this.lookAt(id)));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    return over.length;
  }

  private async lookAt(caseId: string): Promise<void> {
    await this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id: caseId }, CLOCK_ACTOR);
      await this.looks.look(tx, freezeCase, this.clock.now());
    });
  }
}
