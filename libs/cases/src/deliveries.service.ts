import { Inject, Injectable } from '@nestjs/common';
import type { Clock, UserActor } from '@thaw/kernel';
import { NotificationsService, type Notification } from '@thaw/notifications';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { CalendarsQuery, deadline } from '@thaw/sla';
import { CaseRepository, snapshotOf } from './case.repository';
import { CLOCK_ACTOR } from './case.service';
import { DECISION_LETTERS, DELIVERY_TARGET, appealWindowEnd, decisionStands, leavesAppeal } from './domain';
import { DeliveryEffects } from './effects/delivery-effects';
import { TellingEffects } from './effects/telling-effects';
import { AwaitedLetter, FreezeCase } from './entities';
import { EventLog } from './event-log';

const BATCH = 100;

/** Letters that reach the merchant, and those that do not: no window runs for them, and nothing is presumed. */
@Injectable()
export class Deliveries {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly events: EventLog,
    private readonly notifications: NotificationsService,
    private readonly deliveries: DeliveryEffects,
    private readonly telling: TellingEffects,
    private readonly calendars: CalendarsQuery,
  ) {}

  /** A merchant opens a letter: that is its delivery, and a decision's window for an appeal begins. */
  async open(actor: UserActor, id: string): Promise<Notification> {
    return this.database.asActor(actor, async (tx) => {
      const now = this.clock.now();
      const { caseId, recipientKind } = await this.notifications.toOpen(tx, actor, id);
      // Before the letter, as by whoever says that it has come otherwise: the case first.
      const freezeCase =
        caseId !== null && recipientKind === 'merchant'
          ? await this.cases.lock(tx, { id: caseId }, actor)
          : null;
      const { notification, firstTime } = await this.notifications.open(tx, actor, id, now);
      if (freezeCase && firstTime) await this.opened(tx, freezeCase, actor, notification, now);
      return notification;
    });
  }

  private async opened(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: UserActor,
    notification: Notification,
    now: Date,
  ): Promise<void> {
    const { template, id } = notification;
    const runsWindow = !freezeCase.letterDeliveredAt && (await this.stands(tx, freezeCase, notification));
    const appealUntil = runsWindow
      ? appealWindowEnd(snapshotOf(freezeCase), now, await this.calendars.inForce(tx))
      : null;
    if (appealUntil) {
      await tx.update(
        FreezeCase,
        { id: freezeCase.id },
        {
          letterDeliveredAt: now,
          appealUntil,
          changedAt: now,
          version: freezeCase.version + 1,
          merchantVersion: freezeCase.merchantVersion + 1,
        },
      );
    }
    await this.deliveries.record(
      { tx, freezeCase, actor, now },
      { letterId: id, channel: 'portal', receivedAt: now, runsWindow, proofId: null },
    );
    await this.events.append(tx, {
      caseId: freezeCase.id,
      at: now,
      actor,
      persona: 'merchant',
      from: freezeCase.state,
      to: freezeCase.state,
      draft: {
        type: 'letter_delivered',
        data: {
          template,
          notificationId: id,
          ...(appealUntil ? { appealUntil: appealUntil.toISOString() } : {}),
        },
      },
    });
  }

  /**
   * An older letter, opened late, says nothing of the decision that stands now; one of before new facts, or that told of
   * them itself, of none.
   */
  private async stands(
    tx: Tx,
    freezeCase: FreezeCase,
    notification: Pick<Notification, 'recipientId' | 'caseId' | 'createdAt' | 'template'>,
  ): Promise<boolean> {
    const isDecision = (DECISION_LETTERS as readonly string[]).includes(notification.template);
    if (!isDecision || !decisionStands(snapshotOf(freezeCase))) return false;
    const { beganAnewAt } = freezeCase;
    if (beganAnewAt && notification.createdAt < beganAnewAt) return false;
    return !(await this.notifications.wasFollowed(tx, notification, DECISION_LETTERS));
  }

  /**
   * A sweep: letters that run a window and have not reached the merchant in three working days are the owner's to see to,
   * and again after three more. Of a case that is closed the desk is asked once. @returns how many it asked about.
   */
  async askDue(now: Date): Promise<number> {
    const due = await this.database.asActor(CLOCK_ACTOR, (tx) =>
      tx.query<{ case_id: string; letter_id: string }[]>(
        'SELECT case_id, letter_id FROM awaited_letter WHERE ask_at <= $1 ORDER BY ask_at, letter_id LIMIT $2',
        [now, BATCH],
      ),
    );
    const asks = await Promise.allSettled(
      due.map(({ case_id: caseId, letter_id: letterId }) => this.ask(caseId, letterId, now)),
    );
    const failed = asks.find((ask) => ask.status === 'rejected');
    if (failed) throw failed.reason;
    return due.length;
  }

  private async ask(caseId: string, letterId: string, now: Date): Promise<void> {
    await this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id: caseId }, CLOCK_ACTOR);
      const awaited = await tx.findOneByOrFail(AwaitedLetter, { letterId });
      if (awaited.askAt === null || awaited.askAt > now) return;
      const asked = awaited.asked + 1;
      if (!(await this.isAwaited(tx, freezeCase, letterId))) {
        await tx.update(AwaitedLetter, { letterId }, { askAt: null });
        return;
      }
      await this.telling.taskForOwner(
        { tx, freezeCase, actor: CLOCK_ACTOR, now, fromMerchant: false },
        { kind: 'task_for_owner', task: 'letter_not_delivered', about: `${letterId}/${asked}` },
      );
      const calendars = await this.calendars.inForce(tx);
      const askAt = freezeCase.state === 'closed' ? null : deadline(now, DELIVERY_TARGET, calendars, 'desk').dueAt;
      await tx.update(AwaitedLetter, { letterId }, { askAt, asked });
    });
  }

  private async isAwaited(tx: Tx, freezeCase: FreezeCase, letterId: string): Promise<boolean> {
    const { letterDeliveredAt, merchantId, id, outcome } = freezeCase;
    if (letterDeliveredAt !== null || !leavesAppeal(snapshotOf(freezeCase), outcome)) return false;
    const letter = (await this.notifications.undelivered(tx, merchantId, id)).find(
      (each) => each.id === letterId,
    );
    return letter !== undefined && this.stands(tx, freezeCase, { ...letter, caseId: id, recipientId: merchantId });
  }
} // prettier-ignore
