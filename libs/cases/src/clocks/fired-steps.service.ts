import { Inject, Injectable } from '@nestjs/common';
import type { JobPayloads } from '@thaw/jobs';
import type { Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import {
  CalendarsQuery,
  ClockReminders,
  ClocksService,
  stepsOf,
  type Calendars,
  type CaseClock,
  type ClockKind,
  type OpenReminder,
} from '@thaw/sla';
import { IsNull } from 'typeorm';
import { CaseRepository } from '../case.repository';
import { CLOCK_ACTOR } from '../case.service';
import { CaseTransitions } from '../case-transitions.service';
import { canEscalate, type ActionName, type EscalationDeed, type TaskCode } from '../domain';
import { TellingEffects } from '../effects/telling-effects';
import type { EffectContext } from '../effects/effect-handlers';
import { FreezeCase, MajorEvent } from '../entities';
import { EventLog } from '../event-log';
import { Escalations } from './escalations.service';
import { WatchLooks } from '../watch/watch-looks.service';

/** What a clock's due instant does to the case, where it does more than remind: the first that is open. */
const ACTIONS_WHEN_DUE: { readonly [kind in ClockKind]?: readonly [ActionName, ...ActionName[]] } = {
  evidence: ['evidence_overdue'],
  // What was put right in time goes on; what was not is given up.
  fix: ['remediated', 'give_up'],
};

/** What is told so long after its instant is told as late; a job that is tried again takes less. */
const LATE_MS = 300_000;

/** A step as it is handled: of which case and clock, and when. */
interface Handled {
  readonly context: EffectContext;
  readonly clock: CaseClock;
  readonly step: string;
  /** How long after its own instant the step was acted on, in ms. */
  readonly lateMs: number;
  /** What it escalates. */
  readonly deeds: readonly EscalationDeed[];
}

/** A step of a case's clock that has come: what it does to the case is done at once, and who is to act is told by day. */
@Injectable()
export class FiredSteps {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
    private readonly events: EventLog,
    private readonly clocks: ClocksService,
    private readonly reminders: ClockReminders,
    private readonly calendars: CalendarsQuery,
    private readonly telling: TellingEffects,
    private readonly watches: WatchLooks,
    private readonly escalations: Escalations,
  ) {}

  /** The job `clock.fired`: called at least once, and does its work once. */
  async fired(fired: JobPayloads['clock.fired']): Promise<void> {
    const { caseId, kind, startedAt, step } = fired;
    await this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id: caseId }, CLOCK_ACTOR);
      const reminder = await this.reminders.closeReminder(tx, fired, this.clock.now());
      if (!reminder) return;
      const clock = (await this.clocks.ofCase(tx, caseId)).find((candidate) => candidate.kind === kind);
      const sameRun = clock && clock.startedAt.getTime() === Date.parse(startedAt);
      if (!clock || !sameRun || clock.stoppedAt) return;
      const now = step === '100' ? later(this.clock.now(), clock.dueAt) : this.clock.now();
      const handled: Handled = {
        context: { tx, freezeCase, actor: CLOCK_ACTOR, now, fromMerchant: false },
        clock,
        step,
        lateMs: lateness(reminder, now),
        deeds: await this.escalations.deeds(tx, freezeCase, clock, step),
      };
      const calendars = await this.calendars.inForce(tx);
      const isPassedOver = isPast(laterSteps(clock, step, calendars), now);
      if (reminder.actedAt === null) await this.act(handled, isPassedOver);
      if (step === '100' && (ACTIONS_WHEN_DUE[clock.kind] || kind === 'watch')) return;
      const from = this.tellFrom(handled, calendars);
      if (from > now) await this.reminders.tellFrom(tx, fired, reminder.actedAt ?? now, from);
      else await this.tell(handled, isPassedOver);
    });
  }

  /** The event, and at the due instant the overdue mark and the clock's own action: none of it waits. */
  private async act(handled: Handled, isPassedOver: boolean): Promise<void> {
    const { context, clock, step, lateMs } = handled;
    const { tx, freezeCase, now } = context;
    const { id: caseId, state } = freezeCase;
    const isDue = step === '100';
    const clocks = isDue ? ([{ clock: clock.kind, does: 'overdue' }] as const) : [];
    await this.events.append(tx, {
      caseId,
      at: now,
      actor: CLOCK_ACTOR,
      persona: 'clock',
      from: state,
      to: state,
      draft: {
        type: isDue ? 'clock_due' : 'clock_reminder',
        data: {
          clock: clock.kind,
          step,
          startedAt: clock.startedAt.toISOString(),
          dueAt: clock.dueAt.toISOString(),
          lateMs,
          // A later step of the same clock has come as well: that one is told.
          ...(isPassedOver ? { passedOver: true } : {}),
        },
      },
      clocks,
    });
    await this.clocks.apply(tx, caseId, clocks, now);
    await this.escalations.act(handled);
    const actions = isDue ? ACTIONS_WHEN_DUE[clock.kind] : undefined;
    if (actions) await this.takeFirstOpen(tx, freezeCase, actions, now);
    else if (isDue && clock.kind === 'watch') await this.watches.look(tx, freezeCase, now);
  }

  /** Of several steps that came at once only the last is told; that the case was escalated is told all the same. */
  private async tell(handled: Handled, isPassedOver: boolean): Promise<void> {
    const { context, clock, step, lateMs } = handled;
    const ending = lateMs >= LATE_MS ? '_late' : '';
    const isDue = step === '100';
    const escalates = canEscalate(clock.kind);
    const isNobodys = context.freezeCase.ownerId === null;
    // Of a case without owner the supervisors are told of each step as whose it is, and of the end that it was escalated.
    const wereTold =
      escalates &&
      (isDue || !(isPassedOver || isNobodys)) &&
      (await this.escalations.tell(
        handled,
        isDue ? `clock_${clock.kind}_escalated${ending}` : `clock_${clock.kind}_${Number(step)}${ending}`,
      ));
    if (isPassedOver) return;
    if (clock.kind === 'evidence') {
      await this.telling.notifyMerchant(context, {
        kind: 'notify_merchant',
        template: 'evidence_reminder',
        dueAt: clock.dueAt,
      });
      return;
    }
    if (isDue && isNobodys && wereTold) return;
    await this.tellWhoseClock(
      context,
      clock.kind,
      `clock_${clock.kind}_${isDue ? 'overdue' : Number(step)}${ending}`,
    );
  }

  /**
   * From when on who is to act may be told: by the hours of the case's queue and class, unless it is worked on round the clock.
   * A merchant is told by the hours in which merchants are reached, whatever the class, which must not show.
   */
  private tellFrom({ context, clock }: Handled, calendars: Calendars): Date {
    const { freezeCase, now } = context;
    if (clock.kind === 'evidence') return calendars.openFrom('merchant', now);
    if (isRoundTheClock(freezeCase, clock)) return now;
    return calendars.openFrom(hoursOf(freezeCase, clock.kind, calendars), now);
  }

  /** A clock is the owner's, but for the time in which a major event must be reported: that is its reviewer's. */
  private async tellWhoseClock(context: EffectContext, kind: ClockKind, task: TaskCode): Promise<void> {
    if (kind !== 'major_event') return this.telling.taskForOwner(context, { kind: 'task_for_owner', task });
    const event = await context.tx.findOneBy(MajorEvent, {
      caseId: context.freezeCase.id,
      reportedAt: IsNull(),
    });
    if (event) await this.telling.taskFor(context, event.namedBy, { kind: 'task_for_owner', task });
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

/** Whoever reports a major event is of no queue. */
const hoursOf = ({ queue, slaClass }: FreezeCase, kind: ClockKind, calendars: Calendars): string =>
  kind === 'major_event' ? 'desk' : calendars.ofQueue(queue, slaClass);

/** Before its triage a case has no class, and only the time for that says how urgent it is. */
const isRoundTheClock = ({ slaClass }: FreezeCase, { kind, run }: CaseClock): boolean =>
  slaClass === 'P1' || (kind === 'triage' && run.target.kind === 'hours');

const laterSteps = (
  clock: CaseClock,
  step: string,
  calendars: Calendars,
): readonly { readonly at: string }[] =>
  stepsOf(clock.kind, clock.run, calendars).filter((other) => Number(other.step) > Number(step));

const isPast = (steps: readonly { readonly at: string }[], now: Date): boolean =>
  steps.some(({ at }) => Date.parse(at) <= now.getTime());

/** The sweep saw the due instant pass; the clock of this process may be a little behind the sweep's. */
const later = (a: Date, b: Date): Date => (a > b ? a : b);

const lateness = ({ stepAt, actedAt }: OpenReminder, now: Date): number =>
  Math.max(0, (actedAt ?? now).getTime() - stepAt.getTime());
