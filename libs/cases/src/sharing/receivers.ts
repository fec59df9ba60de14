import { Injectable } from '@nestjs/common';
import { QueuesQuery } from '@thaw/desk';
import { DomainError, isDomainError, isUuid } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { refusal, refuse } from '../domain';
import type { FreezeCase } from '../entities';
import { PeopleOnce, type Known } from './known';
import { WorkSharing } from './work-sharing';

/** To whom a case is to go, as somebody says it. */
export interface Wished {
  readonly userId?: unknown;
  readonly byLoad?: unknown;
  readonly queue?: unknown;
  readonly overCap?: unknown;
}

/** To whom it goes then. */
export interface Received {
  /** Null: it waits in its queue. */
  readonly userId: string | null;
  /** Left out: it stays in its own. */
  readonly queue?: string;
}

/** Finds who gets a case that somebody gives away: a colleague, whoever has the least, or a queue. */
@Injectable()
export class Receivers {
  constructor(
    private readonly queues: QueuesQuery,
    private readonly sharing: WorkSharing,
  ) {}

  /** A colleague by name, or whoever stands in for them. @throws DomainError as {@link WorkSharing.receiver} · INVALID_REQUEST */
  async colleague(
    tx: Tx,
    freezeCase: FreezeCase,
    wished: Wished,
    known: Known,
  ): Promise<{ readonly userId: string }> {
    return { userId: await this.person(tx, freezeCase, freezeCase.queue, wished, known) };
  }

  /** Whose it was before gets it back, if they are of the desk still. @throws DomainError GUARD_REFUSED */
  async needFormer(tx: Tx, { ownerId }: { readonly ownerId?: unknown }): Promise<void> {
    if (typeof ownerId !== 'string' || (isUuid(ownerId) && (await isOfDesk(tx, ownerId, new PeopleOnce()))))
      return;
    throw refuse(HAS_LEFT);
  }

  /**
   * A colleague by name, the member with the smallest share of their cap (`byLoad`), or with `userId` null nobody: it waits
   * in its queue, or in the one that is named.
   * @throws DomainError as {@link colleague} · GUARD_REFUSED where no member can be given it.
   */
  async anyone(tx: Tx, freezeCase: FreezeCase, wished: Wished, known: Known): Promise<Received> {
    const named = wished.queue ?? null;
    const moved = named === null ? {} : { queue: await this.anotherQueue(tx, freezeCase, named) };
    const queue = moved.queue ?? freezeCase.queue;
    if (wished.byLoad === true)
      return { userId: await this.leastLaden(tx, freezeCase, queue, known), ...moved };
    const nobody = wished.userId === null || (wished.userId === undefined && named !== null);
    if (nobody) return { userId: null, ...moved };
    return { userId: await this.person(tx, freezeCase, queue, wished, known), ...moved };
  }

  private async person(
    tx: Tx,
    freezeCase: FreezeCase,
    queue: string | null,
    { userId, overCap }: Wished,
    given: Known,
  ): Promise<string> {
    const { people = new PeopleOnce() } = given;
    const known = { ...given, people };
    if (typeof userId === 'string' && isUuid(userId) && (await isOfDesk(tx, userId, people)))
      return this.sharing.receiver(tx, freezeCase, queue, userId, hasReason(overCap), known);
    throw new DomainError('INVALID_REQUEST', {
      field: 'userId',
      detail: {
        zh: '只能交给在职的专员或主管。',
        en: 'A case can go to an active agent or supervisor only.',
      },
    });
  }

  private async leastLaden(
    tx: Tx,
    freezeCase: FreezeCase,
    queue: string | null,
    known: Known,
  ): Promise<string> {
    if (queue === null) throw refuse(NO_QUEUE_YET);
    const userId = await this.sharing.leastLaden(tx, freezeCase, queue, known);
    if (userId === null) throw refuse(NOBODY_FREE);
    return userId;
  }

  private async anotherQueue(tx: Tx, { queue: stands }: FreezeCase, named: unknown): Promise<string> {
    const codes = (await this.queues.all(tx)).map(({ code }) => code);
    if (typeof named !== 'string' || !codes.includes(named))
      throw new DomainError('INVALID_REQUEST', {
        field: 'queue',
        detail: {
          zh: `没有这个队列；可选：${codes.join('、')}。`,
          en: `No such queue. One of: ${codes.join(', ')}.`,
        },
      });
    if (stands === null) throw refuse(NO_QUEUE_YET);
    return named;
  }
}

const NO_QUEUE_YET = refusal(
  'assign.triaged',
  '案件尚未分诊，不在任何队列中：请先分诊，或直接指派给某位同事。',
  'The case is not triaged and in no queue yet: triage it first, or name a person.',
  'queue',
);

const NOBODY_FREE = refusal(
  'assign.nobody_free',
  '队列中没有在岗、未满上限且可以办理本案件的其他成员：请增加成员或调整上限，或说明理由后指派给某人。',
  'No other member of the queue is there, has room and may work on it: have members added or caps raised, or name a person with a reason.',
  'byLoad',
);

const HAS_LEFT = refusal(
  'put_back.left',
  '原经办人已不在岗：请把案件改派给其他同事。',
  'Whose it was works at the desk no more: assign the case to somebody else.',
);

const hasReason = (text: unknown): boolean => typeof text === 'string' && text.trim() !== '';

async function isOfDesk(tx: Tx, userId: string, people: PeopleOnce): Promise<boolean> {
  try {
    const { disabledAt, roles } = await people.of(tx, userId);
    return disabledAt === null && (roles.includes('agent') || roles.includes('supervisor'));
  } catch (error) {
    if (isDomainError(error, 'NOT_FOUND')) return false;
    throw error;
  }
}
