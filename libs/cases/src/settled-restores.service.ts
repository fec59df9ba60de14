import { Injectable } from '@nestjs/common';
import { Database } from '@thaw/platform';
import { GatewayCommandsService } from '@thaw/registry';
import { CaseRepository } from './case.repository';
import { GATEWAY_ACTOR } from './case.service';
import { CaseTransitions } from './case-transitions.service';
import { isDeviceComingBack } from './remedy/replacement.query';
import { failureIsTold, unsettledRestores } from './unsettled-restores';

const SETTLE_LOST_AFTER_MS = 60_000;

/** What the end of a restore's commands does to its case: called at least once, it does its work once. */
@Injectable()
export class SettledRestores {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
    private readonly commands: GatewayCommandsService,
  ) {}

  /** Every command of a restore has an end: the case goes on, or somebody is told that it cannot. */
  async restoreSettled(caseId: string): Promise<void> {
    await this.database.asActor(GATEWAY_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id: caseId }, GATEWAY_ACTOR);
      if (freezeCase.state !== 'restoring') return;
      const standing = await this.commands.standing(tx, caseId);
      if (standing.open > 0) return;
      if (standing.failed > 0 && (await failureIsTold(tx, caseId))) return;
      // It is asked for again once the terminal has its device.
      if (standing.failed === 0 && (await isDeviceComingBack(tx, caseId))) return;
      const action = standing.failed > 0 ? 'restore_failed' : 'restore_confirmed';
      await this.transitions.take(tx, freezeCase, GATEWAY_ACTOR, action, {});
    });
  }

  /**
   * A sweep: restores whose commands have all come to their end a while ago without the case having gone on. Their job
   * was lost, or used up its attempts. @returns how many it took up.
   */
  async settleLost(now: Date): Promise<number> {
    const lost = await this.database.asActor(GATEWAY_ACTOR, (tx) =>
      unsettledRestores(tx, new Date(now.getTime() - SETTLE_LOST_AFTER_MS)),
    );
    const ends = await Promise.allSettled(lost.map((caseId) => this.restoreSettled(caseId)));
    // One that cannot be settled keeps none of the others waiting, and is not kept quiet either.
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    return lost.length;
  }
}
