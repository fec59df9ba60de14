import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Clock, type Locale } from '@thaw/kernel';
import { CLOCK, CircuitBreaker, Database, requestJob, type Tx } from '@thaw/platform';
import { Mailer } from '../mail/mailer';
import { digestMail, farewellMail, singleMail } from '../mail/mail-text';
import { threadHeaders } from '../mail/thread-headers';
import { Notification } from '../notification.entity';
import { Contact } from '../preferences/preference.entity';
import { ROBOT_KINDS, type RobotKind } from '../robots/robot';
import { RobotSender } from '../robots/robot-sender';
import { SmsSender } from '../sms/sms-sender';
import { digestSms, farewellSms, singleSms } from '../sms/sms-text';
import { nextTry } from '../webhooks/backoff';
import { Dispatch, type DispatchFailure } from './dispatch.entity';
import { ATTEMPT_MS, CLAIM_MS } from './dispatch-claims';
import type { Outcome } from './outcome';
import type { People } from './people';

const SENDER = systemActor('worker');
const SWEEP_BATCH = 200;
/** Of the channel, whoever was written to. */
const AWAY: readonly (DispatchFailure | null)[] = ['connection', 'timeout', 'tls', 'sign_in'];

/** Carries dispatches to their readers until they arrive or are given up. */
@Injectable()
export class DispatchSender {
  private readonly breakers = new Map<Dispatch['channel'], CircuitBreaker>();

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly mailer: Mailer,
    private readonly sms: SmsSender,
    private readonly robots: RobotSender,
  ) {}

  /**
   * The handler of `dispatch.send`: one try, if one is due. Safe to call twice, and from two workers at once. No
   * transaction is open while the other side is asked.
   */
  async send(dispatchId: string, people: People): Promise<void> {
    const attempt = await this.database.asActor(SENDER, (tx) => this.begin(tx, dispatchId, people));
    if (!attempt) return;
    const outcome = await attempt.post();
    const breaker = this.breakerOf(attempt.dispatch.channel);
    if (AWAY.includes(outcome.error)) breaker.failed(this.clock.now());
    else breaker.gotThrough();
    await this.database.asActor(SENDER, (tx) => this.record(tx, attempt, outcome));
  }

  /** The sweep: asks for a job for each that is due and that no job is expected to take up. @returns how many. */
  async sendDue(now: Date): Promise<number> {
    return this.database.asActor(SENDER, async (tx) => {
      const [due] = await tx.query<[{ id: string }[], number]>(
        `WITH due AS (
           SELECT id FROM dispatch
           WHERE state = 'waiting' AND next_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
           ORDER BY next_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
         UPDATE dispatch d SET claimed_until = $2 FROM due WHERE d.id = due.id RETURNING d.id`,
        [now, new Date(now.getTime() + CLAIM_MS), SWEEP_BATCH],
      );
      for (const { id } of due) await requestJob(tx, 'dispatch.send', { dispatchId: id });
      return due.length;
    });
  }

  /** Counts the try before it is made: one that dies on the way has been made all the same. */
  private async begin(tx: Tx, id: string, people: People): Promise<Attempt | null> {
    const now = this.clock.now();
    const dispatch = await tx.findOne(Dispatch, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (dispatch?.state !== 'waiting' || dispatch.nextAt > now) return null;
    const post = await this.compose(tx, dispatch, people);
    if (typeof post === 'string') {
      await tx.update(
        Dispatch,
        { id },
        { state: 'dropped', lastError: post, claimedUntil: null, formerAddress: null },
      );
      return null;
    }
    const waitUntil = this.breakerOf(dispatch.channel).waitUntil(now);
    if (waitUntil) {
      // No try was made, so none is counted: what waits for a channel that is away is not given up for it.
      await tx.update(Dispatch, { id }, { nextAt: waitUntil, claimedUntil: null });
      return null;
    }
    const attempts = dispatch.attempts + 1;
    const nextAt = new Date(now.getTime() + ATTEMPT_MS);
    await tx.update(Dispatch, { id }, { attempts, nextAt, claimedUntil: null });
    return { dispatch: { ...dispatch, attempts }, post };
  }

  private breakerOf(channel: Dispatch['channel']): CircuitBreaker {
    const known = this.breakers.get(channel) ?? new CircuitBreaker();
    this.breakers.set(channel, known);
    return known;
  }

  /** @returns what sends the message, or why there is none to send. */
  private async compose(tx: Tx, dispatch: Dispatch, people: People): Promise<Post | DispatchFailure> {
    const { id, userId, channel, caseId, digestFor } = dispatch;
    const robot = ROBOT_KINDS.find((kind) => kind === channel);
    if (robot) return this.composePost(tx, dispatch, robot, people);
    if (userId === null || (channel !== 'email' && channel !== 'sms')) return 'no_person';
    const [reader] = await people.readersOf(tx, { recipientKind: 'user', recipientId: userId });
    if (!reader) return 'no_person';
    if (dispatch.formerAddress !== null)
      return this.composeFarewell(dispatch, dispatch.formerAddress, reader.locale);
    const contact = await tx.findOneBy(Contact, { userId, channel });
    if (!contact) return 'no_address';
    const unread = await this.unread(tx, id, userId);
    const [first] = unread;
    if (!first) return 'read';
    const lines = unread.map((each) => ({
      title: people.titleOf(each) ?? UNTITLED,
      number: typeof each.content['number'] === 'string' ? each.content['number'] : null,
    }));
    const [line = { title: UNTITLED, number: null }] = lines;
    const { recipientKind } = first;
    const { address: to } = contact;
    if (channel === 'sms') {
      const { title, number } = line;
      const text = digestFor
        ? digestSms(lines.length, reader.locale)
        : singleSms(title, number, reader.locale);
      return () => this.sms.send({ id, to, text });
    }
    const mail = {
      to,
      ...(digestFor
        ? digestMail(lines, recipientKind, reader.locale)
        : singleMail(line, recipientKind, reader.locale)),
      ...threadHeaders({ id, caseId, lastId: await this.lastOfCase(tx, dispatch) }, this.mailer.domain),
    };
    return () => this.mailer.send(mail);
  }

  /** To where somebody was reached before, so that they hear of it though somebody else had it changed. */
  private composeFarewell({ id, channel }: Dispatch, to: string, locale: Locale): Post {
    if (channel === 'sms') return () => this.sms.send({ id, to, text: farewellSms(locale) });
    const mail = {
      to,
      ...farewellMail(locale),
      ...threadHeaders({ id, caseId: null, lastId: null }, this.mailer.domain),
    };
    return () => this.mailer.send(mail);
  }

  /** A group reads both languages, Chinese first, and no more than the title. */
  private async composePost(
    tx: Tx,
    { toldId }: Dispatch,
    robot: RobotKind,
    people: People,
  ): Promise<Post | DispatchFailure> {
    const told = toldId === null ? null : await tx.findOneBy(Notification, { id: toldId });
    if (told?.recipientKind !== 'user') return 'no_person';
    const { zh, en } = people.titleOf(told) ?? UNTITLED;
    return () => this.robots.send(robot, `${zh}\n${en}`);
  }

  /** What it tells of and its reader has not read meanwhile, oldest first. */
  private async unread(tx: Tx, id: string, userId: string): Promise<readonly Notification[]> {
    return tx
      .createQueryBuilder(Notification, 'n')
      .where('n.id IN (SELECT notification_id FROM dispatch_item WHERE dispatch_id = :id)', { id })
      .andWhere(
        'NOT EXISTS (SELECT FROM notification_read r WHERE r.user_id = :userId AND r.notification_id = n.id)',
        { userId },
      )
      .orderBy('n.createdAt')
      .addOrderBy('n.id')
      .getMany();
  }

  private async lastOfCase(tx: Tx, { caseId, userId, channel }: Dispatch): Promise<string | null> {
    if (caseId === null || userId === null) return null;
    const last = await tx.findOne(Dispatch, {
      select: { id: true },
      where: { caseId, userId, channel, state: 'sent' },
      order: { sentAt: 'DESC', id: 'DESC' },
    });
    return last?.id ?? null;
  }

  private async record(tx: Tx, { dispatch }: Attempt, { error, isFinal }: Outcome): Promise<void> {
    const now = this.clock.now();
    const next = error === null || isFinal ? null : nextTry(dispatch.attempts, now);
    const state = error === null ? 'sent' : next ? 'waiting' : 'dead';
    // One that was sent anew meanwhile is what that made of it.
    await tx.update(
      Dispatch,
      { id: dispatch.id, state: 'waiting', attempts: dispatch.attempts },
      {
        state,
        ...(next ? { nextAt: next } : {}),
        lastError: error,
        ...(state === 'sent' ? { sentAt: now, formerAddress: null } : { sentAt: null }),
      },
    );
  }
}

interface Attempt {
  readonly dispatch: Dispatch;
  readonly post: Post;
}

/** One try, which throws nothing. */
type Post = () => Promise<Outcome>;

const UNTITLED = { zh: '您有一条新通知', en: 'There is something new in your inbox' };
