import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@thaw/kernel';
import { CLOCK, Database } from '@thaw/platform';
import { ClocksService } from '@thaw/sla';
import { CaseRepository } from './case.repository';
import { CLOCK_ACTOR } from './case.service';
import { ReckonedClocks } from './clocks/reckoned-clocks.service';
import { MovedWindows } from './moved-windows.service';

const BATCH = 200;

/** What the desk reckons by was changed: each case whose clocks it moves hears of it, as an event of its own. */
@Injectable()
export class CalendarMoves {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly clocks: ClocksService,
    private readonly reckoned: ReckonedClocks,
    private readonly windows: MovedWindows,
  ) {}

  /**
   * The job `calendars.changed`, and a sweep for such as were lost.
   * @returns of how many cases it looked at the clocks, or moved the window for an appeal.
   */
  async followAll(): Promise<number> {
    const windows = await this.windows.followAll();
    return windows + (await this.followClocks());
  }

  private async followClocks(): Promise<number> {
    let looked = 0;
    for (;;) {
      const due = await this.database.asActor(CLOCK_ACTOR, (tx) => this.clocks.reckonedBefore(tx, BATCH));
      // One that cannot be followed keeps none of the others waiting, and is not kept quiet either.
      const ends = await Promise.allSettled(due.map((caseId) => this.follow(caseId)));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
      looked += due.length;
      if (due.length < BATCH) return looked;
    }
  }

  private async follow(caseId: string): Promise<void> {
    await this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id: caseId }, CLOCK_ACTOR);
      await this.reckoned.follow(tx, freezeCase, this.clock.now());
    });
  }
}
