import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { GatewayCommandsService } from '@thaw/registry';
import { ClockReminders, ClocksService, type ClockKind } from '@thaw/sla';
import type { JobPayloads } from '@thaw/jobs';
import { IsNull } from 'typeorm';
import { CaseRepository } from './case.repository';
import { CLOCK_ACTOR, GATEWAY_ACTOR } from './case.service';
import { CaseTransitions } from './case-transitions.service';
import type { ActionName } from './domain';
import { TellingEffects } from './effects/telling-effects';
import type { EffectContext, EffectOf } from './effects/effect-handlers';
import { MajorEvent, type FreezeCase } from './entities';
import { EventLog } from './event-log';
import { isDeviceComingBack } from './remedy/replacement.query';
import { failureIsTold, unsettledRestores } from './unsettled-restores';
import { WatchLooks } from './watch/watch-looks.service';

/** What a clock's due instant does to the case, where it does more than remind: the first that is open. */
const ACTIONS_WHEN_DUE: { readonly [kind in ClockKind]?: readonly [ActionName, ...ActionName[]] } = {
  evidence: ['evidence_overdue'],
  // What was put right in time goes on; what was not is given up.
  fix: ['remediated', 'give_up'],
};

const SETTLE_LOST_AFTER_MS = 60_000;

/** What time and the terminal system do to a case. Each is called at least once, and does its work once. */
@Injectable()
export class CaseClocks {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
    private readonly events: EventLog,
    private readonly clocks: ClocksService,
    private readonly reminders: ClockReminders,
    private readonly commands: GatewayCommandsService,
    private readonly telling: TellingEffects,
    private readonly watches: WatchLooks,
  ) {}

  /** A step of a case clock has come: a reminder in the timeline, at 100 % the overdue mark or the clock's own action. */
  async fired(fired: JobPayloads['clock.fired']): Promise<void> {
    const { caseId, kind, startedAt, step } = fired;
    await this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id: caseId }, CLOCK_ACTOR);
      if (!(await this.reminders.closeReminder(tx, fired, this.clock.now()))) return;
      const clock = (await this.clocks.ofCase(tx, caseId)).find((candidate) => candidate.kind === kind);
      const sameRun = clock && clock.startedAt.getTime() === Date.parse(startedAt);
      if (!clock || !sameRun || clock.stoppedAt) return;
      const now = step === '100' ? later(this.clock.now(), clock.dueAt) : this.clock.now();
      const clocks = step === '100' ? ([{ clock: clock.kind, does: 'overdue' }] as const) : [];
      await this.events.append(tx, {
        caseId,
        at: now,
        actor: CLOCK_ACTOR,
        persona: 'clock',
        from: freezeCase.state,
        to: freezeCase.state,
        draft: {
          type: step === '100' ? 'clock_due' : 'clock_reminder',
          data: {
            clock: kind,
            step,
            startedAt,
            dueAt: clock.dueAt.toISOString(),
            lateMs: lateBy(clock.dueAt, step, now),
          },
        },
        clocks,
      });
      await this.clocks.apply(tx, caseId, clocks, now);
      const context = { tx, freezeCase, actor: CLOCK_ACTOR, now, fromMerchant: false };
      if (step !== '100') {
        const task = { kind: 'task_for_owner', task: `clock_${clock.kind}_${Number(step)}` } as const;
        if (kind === 'evidence') {
          await this.telling.notifyMerchant(context, {
            kind: 'notify_merchant',
            template: 'evidence_reminder',
            dueAt: clock.dueAt,
          });
        } else await this.tellWhoseClock(context, kind, task);
        return;
      }
      const actions = ACTIONS_WHEN_DUE[kind as ClockKind];
      if (actions) await this.takeFirstOpen(tx, freezeCase, actions, now);
      else if (kind === 'watch') await this.watches.look(tx, freezeCase, now);
      else
        await this.tellWhoseClock(context, kind, {
          kind: 'task_for_owner',
          task: `clock_${clock.kind}_overdue`,
        });
    });
  }

  /** A clock is the owner's, but for the time in which a major event must be reported: that is its reviewer's. */
  private async tellWhoseClock(
    context: EffectContext,
    kind: string,
    task: EffectOf<'task_for_owner'>,
  ): Promise<void> {
    if (kind !== 'major_event') return this.telling.taskForOwner(context, task);
    const event = await context.tx.findOneBy(MajorEvent, {
      caseId: context.freezeCase.id,
      reportedAt: IsNull(),
    });
    if (event) await this.telling.taskFor(context, event.namedBy, task);
  }

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

  /** What a person did a moment earlier wins over the clock: the action is then no longer open, and that is well. */
  private async takeFirstOpen(
    tx: Tx,
    freezeCase: FreezeCase,
    actions: readonly ActionName[],
    now: Date,
  ): Promise<void> {
    for (const action of actions) {
      if ((await this.transitions.takeIfOpen(tx, freezeCase, CLOCK_ACTOR, action, { now })) === null) return;
    }
  }
}

/** The sweep saw the due instant pass; the clock of this process may be a little behind the sweep's. */
const later = (a: Date, b: Date): Date => (a > b ? a : b);

/** How late the due instant itself is acted on, in ms; reminders before it are never late in this sense. */
const lateBy = (dueAt: Date, step: string, now: Date): number =>
  step === '100' ? Math.max(0, now.getTime() - dueAt.getTime()) : 0;
