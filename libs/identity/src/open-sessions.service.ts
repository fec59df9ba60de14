import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Clock, type Page, type UserActor } from '@thaw/kernel';
import { CONFIG, Database, type Config, type Tx } from '@thaw/platform';
import { recordAccount } from './account-events.service';
import { pageParameters, toPage, type PageRequest } from './newest-first';
import { hashToken } from './opaque-token';
import { Session, type OpenedBy } from './session.entity';
import { endSessions } from './session-ends';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { userView } from './users.query';

export interface SessionView {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly openedBy: OpenedBy | null;
  readonly address: string | null;
  readonly client: string | null;
  /** Whether it is the one that asks. */
  readonly current: boolean;
}

/** What is signed in now, to see and to end: one's own, and for whoever manages users, anybody's. */
@Injectable()
export class OpenSessions {
  constructor(
    private readonly database: Database,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'sessions'>,
  ) {}

  /** The actor's live sessions, newest first. `token` is the one that asks. */
  listOwn(actor: UserActor, token: string, request: PageRequest): Promise<Page<SessionView>> {
    return this.database.asActor(actor, (tx) => this.list(tx, actor.userId, hashToken(token), request));
  }

  /** @throws DomainError NOT_FOUND where there is no such user. */
  listOf(actor: Actor, userId: string, request: PageRequest): Promise<Page<SessionView>> {
    return this.database.asActor(actor, async (tx) => {
      await userView(tx, userId);
      return this.list(tx, userId, null, request);
    });
  }

  /**
   * Ends one of the actor's own sessions; a second call changes nothing.
   * @throws DomainError NOT_FOUND also where the session is another's.
   */
  async endOwn(actor: UserActor, sessionId: string): Promise<void> {
    await this.database.asActor(actor, (tx) => this.endOne(tx, actor.userId, sessionId));
  }

  /** All of one's own but the one that asks. */
  async endOwnOthers(actor: UserActor, token: string): Promise<void> {
    await this.database.asActor(actor, (tx) =>
      endSessions(tx, actor.userId, this.clock.now(), hashToken(token)),
    );
  }

  /** @throws DomainError NOT_FOUND also where the session is not this user's. */
  async endOf(actor: Actor, userId: string, sessionId: string): Promise<void> {
    const at = this.clock.now();
    await this.database.asActor(actor, async (tx) => {
      if (!(await this.endOne(tx, userId, sessionId))) return;
      await recordAccount(tx, actor, { userId, kind: 'sessions_ended', at, data: { sessionId, count: 1 } });
    });
  }

  /** @throws DomainError NOT_FOUND where there is no such user. */
  async endAllOf(actor: Actor, userId: string): Promise<void> {
    const at = this.clock.now();
    await this.database.asActor(actor, async (tx) => {
      await userView(tx, userId);
      const count = await endSessions(tx, userId, at);
      if (count > 0) await recordAccount(tx, actor, { userId, kind: 'sessions_ended', at, data: { count } });
    });
  }

  /** @returns whether it was open until now. */
  private async endOne(tx: Tx, userId: string, id: string): Promise<boolean> {
    const found = await tx.findOneBy(Session, { id, userId });
    if (!found) throw new DomainError('NOT_FOUND');
    const [, ended] = await tx.query<[unknown, number]>(
      'UPDATE session SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL',
      [id, this.clock.now()],
    );
    return ended === 1;
  }

  private async list(
    tx: Tx,
    userId: string,
    current: Buffer | null,
    request: PageRequest,
  ): Promise<Page<SessionView>> {
    const [at, id, limit] = pageParameters(request);
    const now = this.clock.now();
    const idle = new Date(now.getTime() - this.config.sessions.idleMs);
    const rows = await tx
      .createQueryBuilder(Session, 's')
      .where('s.user_id = :userId AND s.revoked_at IS NULL', { userId })
      .andWhere('s.expires_at > :now AND s.last_seen_at > :idle', { now, idle })
      .andWhere('(:at::timestamptz IS NULL OR (s.created_at, s.id) < (:at, :id::uuid))', { at, id })
      .orderBy('s.created_at', 'DESC')
      .addOrderBy('s.id', 'DESC')
      .limit(limit)
      .getMany();
    return toPage(
      rows.map((row) => sessionView(row, current)),
      limit,
    );
  }
}

const sessionView = (row: Session, current: Buffer | null): SessionView => ({
  id: row.id,
  createdAt: row.createdAt,
  lastSeenAt: row.lastSeenAt,
  expiresAt: row.expiresAt,
  openedBy: row.openedBy,
  address: row.address,
  client: row.client,
  current: current !== null && row.tokenHash.equals(current),
});
