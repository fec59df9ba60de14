import { Injectable } from '@nestjs/common';
import { QueuesQuery } from '@thaw/desk';
import { isDomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import type { CaseClock } from '@thaw/sla';
import { CLOCK_ACTOR } from '../case.service';
import { CaseTransitions } from '../case-transitions.service';
import { USUAL_ESCALATIONS, canEscalate, escalatedBy, type EscalationDeed, type TaskCode } from '../domain';
import type { EffectContext } from '../effects/effect-handlers';
import { TellingEffects } from '../effects/telling-effects';
import { ClockEscalation, type FreezeCase } from '../entities';
import { EventLog } from '../event-log';
import { WorkSharing } from '../sharing/work-sharing';

/** A step of a case's clock, as it escalates. */
interface Step {
  readonly context: EffectContext;
  readonly clock: CaseClock;
  readonly step: string;
  /** What it does, by {@link Escalations.deeds}. */
  readonly deeds: readonly EscalationDeed[];
}

/**
 * What a step of a clock does to the case beside reminding, by the rules of its queue. Each deed is done once for a clock and
 * step, however often its due instant is moved, in the transaction of the step and with an event of its own.
 */
@Injectable()
export class Escalations {
  constructor(
    private readonly queues: QueuesQuery,
    private readonly transitions: CaseTransitions,
    private readonly sharing: WorkSharing,
    private readonly telling: TellingEffects,
    private readonly events: EventLog,
  ) {}

  /** What a step does, by the rules of the case's queue; nothing of a case that is closed. */
  async deeds(
    tx: Tx,
    { queue, slaClass, state }: FreezeCase,
    { kind }: CaseClock,
    step: string,
  ): Promise<readonly EscalationDeed[]> {
    if (!canEscalate(kind) || state === 'closed') return [];
    const own = queue === null ? null : (await this.queues.queue(tx, queue)).escalations;
    return escalatedBy(kind, step, slaClass, own ?? USUAL_ESCALATIONS);
  }

  /** Puts the case first and gives it to another, where the step does either. */
  async act(at: Step): Promise<void> {
    const { deeds } = at;
    if (deeds.includes('raise_priority')) await this.raise(at);
    if (deeds.includes('reassign')) await this.reassign(at, 'reassign');
    else if (deeds.includes('reassign_absent')) await this.reassign(at, 'reassign_absent');
  }

  /** Tells the supervisors who see the case, where the step does; its owner is told as such. @returns whether it did. */
  async tell(at: Step, task: TaskCode): Promise<boolean> {
    const { context, clock, step, deeds } = at;
    const { tx, freezeCase, now } = context;
    if (!deeds.includes('tell_supervisors') || !(await this.isFirst(at, 'tell_supervisors'))) return false;
    const supervisors = (await this.telling.supervisorsOf(context)).filter((id) => id !== freezeCase.ownerId);
    for (const about of supervisors)
      await this.telling.taskFor(context, about, { kind: 'task_for_owner', task, about });
    await this.events.append(tx, {
      caseId: freezeCase.id,
      at: now,
      actor: CLOCK_ACTOR,
      persona: 'clock',
      from: freezeCase.state,
      to: freezeCase.state,
      draft: { type: 'clock_escalated', data: { clock: clock.kind, step, told: supervisors.length } },
    });
    return true;
  }

  private async raise(at: Step): Promise<void> {
    const { tx, freezeCase, now } = at.context;
    if (freezeCase.priority <= 1 || !(await this.isFirst(at, 'raise_priority'))) return;
    const payload = { priority: freezeCase.priority - 1, escalates: escalates(at) };
    await this.transitions.take(tx, freezeCase, CLOCK_ACTOR, 'set_priority', payload, { now });
  }

  /** Of a case that nobody has there is nobody to take it from; the supervisors are told of it. */
  private async reassign(at: Step, deed: 'reassign' | 'reassign_absent'): Promise<void> {
    const { context } = at;
    const { tx, freezeCase, now } = context;
    if (freezeCase.ownerId === null || freezeCase.queue === null) return;
    const away = await this.queues.awayNow(tx, freezeCase.ownerId, now);
    if ((deed === 'reassign_absent' && away === null) || !(await this.isFirst(at, deed))) return;
    const userId = await this.receiver(tx, freezeCase, away?.standIn ?? null);
    if (userId === null) return;
    await this.transitions.take(
      tx,
      freezeCase,
      CLOCK_ACTOR,
      'assign',
      { userId, escalates: escalates(at) },
      { now },
    );
    await this.telling.taskFor(context, userId, { kind: 'task_for_owner', task: 'given_as_overdue' });
  }

  /** Whoever stands in for its owner, else the member who has the least; null where nobody may have it. */
  private async receiver(tx: Tx, freezeCase: FreezeCase, standIn: string | null): Promise<string | null> {
    const { queue } = freezeCase;
    if (queue === null) return null;
    if (standIn !== null) {
      try {
        return await this.sharing.receiver(tx, freezeCase, queue, standIn, false);
      } catch (error) {
        if (!isDomainError(error, 'GUARD_REFUSED', 'SEPARATION_OF_DUTIES')) throw error;
      }
    }
    return this.sharing.leastLaden(tx, freezeCase, queue);
  }

  /** Written beside what is done, so that it is done once: of another run of the same clock as well. */
  private async isFirst({ context: { tx, now }, clock, step }: Step, does: EscalationDeed): Promise<boolean> {
    const { caseId, kind, beganAt } = clock;
    const written = await tx
      .createQueryBuilder()
      .insert()
      .into(ClockEscalation)
      .values({ caseId, kind, beganAt, step, does, at: now })
      .orIgnore()
      .returning('step')
      .execute();
    return (written.raw as readonly unknown[]).length === 1;
  }
}

const escalates = ({ clock, step }: Step) => ({ clock: clock.kind, step });
