import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { recordNote } from '@thaw/audit';
import { DomainError, systemActor, type Clock, type UserActor } from '@thaw/kernel';
import { CLOCK, Database, isUniqueViolation, type Tx } from '@thaw/platform';

export const ERASURE_GROUNDS = ['asked', 'left', 'mistake'] as const;
export type ErasureGround = (typeof ERASURE_GROUNDS)[number];

export interface PersonErasureView {
  readonly id: string;
  readonly userId: string;
  readonly ground: ErasureGround;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  /** How they are reached and sign in. */
  readonly erasedAt: Date | null;
  /** Their name; null while a case is kept on which they acted. */
  readonly nameErasedAt: Date | null;
}

/** Erases a person's account: one asks, a reviewer approves, and what is gone is gone. */
@Injectable()
export class PersonErasures {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /** Newest first. */
  list(actor: UserActor): Promise<readonly PersonErasureView[]> {
    return this.database.asActor(actor, (tx) => read(tx, 'true', []));
  }

  /** @throws DomainError NOT_FOUND · GUARD_REFUSED while the account is open · SEPARATION_OF_DUTIES for one's own · ALREADY_EXISTS */
  async ask(actor: UserActor, userId: string, ground: ErasureGround): Promise<PersonErasureView> {
    if (userId === actor.userId) throw otherPerson();
    const id = randomUUID();
    try {
      return await this.database.asActor(actor, async (tx) => {
        await needClosed(tx, userId);
        await tx.query(
          'INSERT INTO person_erasure (id, user_id, ground, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)',
          [id, userId, ground, actor.userId, this.clock.now()],
        );
        return one(await read(tx, 'id = $1', [id]));
      });
    } catch (error) {
      if (!isUniqueViolation(error, 'person_erasure_once')) throw error;
      throw new DomainError('ALREADY_EXISTS', {
        detail: {
          zh: '该用户的删除已经提出。',
          en: 'The erasure of this user was asked for already.',
        },
      });
    }
  }

  /** @throws DomainError NOT_FOUND · GUARD_REFUSED once it is approved */
  async withdraw(actor: UserActor, id: string): Promise<void> {
    await this.database.asActor(actor, async (tx) => {
      const { approvedAt } = one(await read(tx, 'id = $1', [id], true));
      if (approvedAt) throw refused('erasure.approved', DONE);
      await tx.query('DELETE FROM person_erasure WHERE id = $1', [id]);
    });
  }

  /**
   * Carries it out at once.
   * @param confirm the sign-in name, typed once more, since nothing brings back what is gone
   * @throws DomainError NOT_FOUND · SEPARATION_OF_DUTIES · INVALID_REQUEST for another name · GUARD_REFUSED
   */
  approve(actor: UserActor, id: string, confirm: string): Promise<PersonErasureView> {
    return this.database.asActor(actor, async (tx) => {
      const { userId, askedBy, approvedAt } = one(await read(tx, 'id = $1', [id], true));
      if (approvedAt) throw refused('erasure.approved', DONE);
      if (actor.userId === askedBy || actor.userId === userId) throw otherPerson();
      const login = await needClosed(tx, userId);
      if (confirm !== login)
        throw new DomainError('INVALID_REQUEST', {
          field: 'confirm',
          detail: {
            zh: '请原样输入该用户的登录名以确认；删除后无法恢复。',
            en: 'To confirm, give the sign-in name of the user as it is: what is erased cannot be brought back.',
          },
        });
      await tx.query('UPDATE person_erasure SET approved_by = $2, approved_at = $3 WHERE id = $1', [
        id,
        actor.userId,
        this.clock.now(),
      ]);
      await erase(tx, id, userId);
      return one(await read(tx, 'id = $1', [id]));
    });
  }

  /** A sweep: names of those whose last case is over by now. @returns how many. */
  async eraseNames(): Promise<number> {
    const worker = systemActor('worker');
    const waiting = await this.database.asActor(worker, (tx) =>
      read(tx, 'erased_at IS NOT NULL AND name_erased_at IS NULL', []),
    );
    let erased = 0;
    for (const { id, userId } of waiting)
      if (await this.database.asActor(worker, (tx) => eraseName(tx, id, userId))) erased += 1;
    return erased;
  }
}

async function erase(tx: Tx, id: string, userId: string): Promise<void> {
  const [row] = await tx.query<{ whole: boolean }[]>('SELECT erase_person($1) AS whole', [id]);
  await note(tx, userId, row?.whole ? 'whole' : 'but_name');
}

async function eraseName(tx: Tx, id: string, userId: string): Promise<boolean> {
  const [row] = await tx.query<{ whole: boolean }[]>('SELECT erase_person($1) AS whole', [id]);
  if (row?.whole) await note(tx, userId, 'name');
  return row?.whole === true;
}

const note = (tx: Tx, userId: string, what: string): Promise<unknown> =>
  recordNote(tx, 'erasure', { subject: 'app_user', key: userId }, { what });

/** @returns the sign-in name. */
async function needClosed(tx: Tx, userId: string): Promise<string> {
  const [user] = await tx.query<{ login: string; disabled_at: Date | null }[]>(
    'SELECT login, disabled_at FROM app_user WHERE id = $1',
    [userId],
  );
  if (!user) throw new DomainError('NOT_FOUND');
  if (user.disabled_at === null) throw refused('erasure.disabled', OPEN);
  return user.login;
}

const read = (
  tx: Tx,
  where: string,
  values: readonly unknown[],
  lock = false,
): Promise<PersonErasureView[]> =>
  tx.query<PersonErasureView[]>(
    `SELECT id, user_id AS "userId", ground, asked_by AS "askedBy", asked_at AS "askedAt", approved_by AS "approvedBy",
       approved_at AS "approvedAt", erased_at AS "erasedAt", name_erased_at AS "nameErasedAt"
     FROM person_erasure WHERE ${where} ORDER BY asked_at DESC, id LIMIT 1000 ${lock ? 'FOR UPDATE' : ''}`,
    [...values],
  );

function one([erasure]: readonly PersonErasureView[]): PersonErasureView {
  if (!erasure) throw new DomainError('NOT_FOUND');
  return erasure;
}

const refused = (rule: string, detail: { zh: string; en: string }): DomainError =>
  new DomainError('GUARD_REFUSED', { rule, detail });
const otherPerson = (): DomainError =>
  new DomainError('SEPARATION_OF_DUTIES', {
    rule: 'erasure.another',
    detail: {
      zh: '删除由一人提出、另一名审核员批准，且不能涉及自己的账号。',
      en: 'One asks for an erasure and another, a reviewer, approves it; of the own account neither.',
    },
  });

const OPEN = {
  zh: '请先停用该账号，再提出删除。',
  en: 'Disable the account first, then ask for its erasure.',
};
const DONE = { zh: '该删除已批准并执行。', en: 'The erasure was approved and carried out already.' };
