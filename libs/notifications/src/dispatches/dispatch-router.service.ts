import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Zone, systemActor } from '@thaw/kernel';
import { CONFIG, Database, type Config, type Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { Mailer } from '../mail/mailer';
import { Notification } from '../notification.entity';
import { modeOf, type PersonalChannel } from '../preferences/channels';
import { kindOf, type NotificationKind } from '../preferences/notification-kinds';
import { reachOf, type Reach } from '../preferences/reach.query';
import { SmsSender } from '../sms/sms-sender';
import { DEFAULT_HOURS, tellingTime } from '../preferences/telling-time';
import type { RobotKind } from '../robots/robot';
import { RobotSender } from '../robots/robot-sender';
import { Dispatch, DispatchItem } from './dispatch.entity';
import { openDispatch } from './open-dispatch';
import type { People } from './people';

const ROUTER = systemActor('worker');
const BATCH = 100;
/** What the whole desk has to do with, and not one person alone. A merchant's kinds are never among them. */
const TOLD_TO_GROUPS: readonly NotificationKind[] = ['clock', 'desk'];

/** Settles for what was told who hears of it beside the inbox, by which channel and when. */
@Injectable()
export class DispatchRouter {
  private readonly zone: Zone;
  /** That this desk has. */
  private readonly channels: readonly PersonalChannel[];

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: Pick<Config, 'timeZone'>,
    mailer: Mailer,
    sms: SmsSender,
    private readonly robots: RobotSender,
  ) {
    this.zone = new Zone(config.timeZone);
    this.channels = [
      ...(mailer.isThere ? (['email'] as const) : []),
      ...(sms.isThere ? (['sms'] as const) : []),
    ];
  }

  /**
   * A sweep: each thing told is settled once, in one transaction with its dispatches. What is told while there is no
   * channel stays in the inbox alone. @returns how many were settled.
   */
  async routeDue(now: Date, people: People): Promise<number> {
    return this.database.asActor(ROUTER, async (tx) => {
      // One at a time: two would lock summaries in opposite orders.
      const [lock] = await tx.query<{ free: boolean }[]>(
        `SELECT pg_try_advisory_xact_lock(hashtextextended('dispatch_router', 0)) AS free`,
      );
      if (!lock?.free) return 0;
      const [claimed] = await tx.query<[{ id: string }[], number]>(
        `WITH due AS (
           SELECT id FROM notification WHERE routed_at IS NULL ORDER BY created_at, id LIMIT $2
           FOR NO KEY UPDATE SKIP LOCKED)
         UPDATE notification n SET routed_at = $1 FROM due WHERE n.id = due.id RETURNING n.id`,
        [now, BATCH],
      );
      if (this.channels.length + this.robots.kinds.length > 0) await this.routeAll(tx, claimed.map(({ id }) => id), now, people); // prettier-ignore
      return claimed.length;
    });
  }

  private async routeAll(tx: Tx, ids: readonly string[], now: Date, people: People): Promise<void> {
    const told = await tx.find(Notification, {
      where: { id: In([...ids]) },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    for (const notification of told) {
      for (const robot of this.robots.kinds) await this.routeToGroup(tx, notification, robot, now);
      const readers = await people.readersOf(tx, notification);
      for (const reach of await reachOf(
        tx,
        readers.map(({ id }) => id),
      ))
        // prettier-ignore
        for (const channel of this.channels)
          if (reach.channels.includes(channel)) await this.route(tx, notification, reach, channel, now);
    }
  }

  private async route(
    tx: Tx,
    notification: Notification,
    { userId, choices, hours }: Reach,
    channel: PersonalChannel,
    now: Date,
  ): Promise<void> {
    const mode = modeOf(choices, kindOf(notification), channel);
    const at = tellingTime(mode, notification.roundTheClock, hours, now, this.zone);
    if (at === null) return;
    const dispatchId =
      mode === 'digest'
        ? await this.summaryOf(tx, { userId, hours }, channel, at, now)
        : await openDispatch(tx, { userId, channel, caseId: notification.caseId, digestFor: null }, at, now);
    await tx.insert(DispatchItem, { notificationId: notification.id, channel, userId, dispatchId });
  }

  /** Once, though several people were told the same at the same moment. */
  private async routeToGroup(tx: Tx, notification: Notification, robot: RobotKind, now: Date): Promise<void> {
    const { id, recipientKind, roundTheClock, caseId } = notification;
    if (recipientKind !== 'user' || !TOLD_TO_GROUPS.includes(kindOf(notification))) return;
    const at = tellingTime('now', roundTheClock, DEFAULT_HOURS, now, this.zone);
    const toldKey = keyOf(notification);
    if (at === null || (await tx.existsBy(Dispatch, { channel: robot, toldKey }))) return;
    await openDispatch(
      tx,
      { userId: null, channel: robot, caseId, digestFor: null, toldId: id, toldKey },
      at,
      now,
    );
  }

  /** The summary that goes out then; where that one is on its way already, the one after. */
  private async summaryOf(
    tx: Tx,
    { userId, hours }: Pick<Reach, 'userId' | 'hours'>,
    channel: PersonalChannel,
    first: Date,
    now: Date,
  ): Promise<string> {
    for (let at: Date | null = first; at !== null; at = tellingTime('digest', false, hours, at, this.zone)) {
      const found = await tx.findOne(Dispatch, {
        where: { userId, channel, digestFor: at },
        lock: { mode: 'pessimistic_write' },
      });
      if (!found) return openDispatch(tx, { userId, channel, caseId: null, digestFor: at }, at, now);
      if (found.state === 'waiting' && found.attempts === 0) return found.id;
    }
    throw new Error('there is always a next day');
  }
}

function keyOf({ caseId, template, content, createdAt }: Notification): string {
  const same = JSON.stringify([caseId, template, content, createdAt.toISOString()]);
  return createHash('sha256').update(same).digest('hex');
}
