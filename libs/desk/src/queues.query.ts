import { Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { Away, Queue, QueueChange, QueueMember, type QueueSubject } from './queue.entity';

@Injectable()
export class QueuesQuery {
  /** In the order in which they are asked. */
  async all(tx: Tx): Promise<readonly Queue[]> {
    return tx.find(Queue, { order: { position: 'ASC', code: 'ASC' } });
  }

  /** @throws DomainError NOT_FOUND */
  async queue(tx: Tx, code: string): Promise<Queue> {
    const found = await tx.findOneBy(Queue, { code });
    if (!found) throw new DomainError('NOT_FOUND');
    return found;
  }

  async isMember(tx: Tx, queue: string, userId: string): Promise<boolean> {
    return tx.existsBy(QueueMember, { queue, userId });
  }

  /** Who is away now or will be, the first to leave first. */
  async absences(tx: Tx, now: Date): Promise<readonly Away[]> {
    return tx
      .createQueryBuilder(Away, 'a')
      .where('a.untilAt > :now', { now })
      .orderBy('a.fromAt')
      .addOrderBy('a.id')
      .getMany();
  }

  async awayNow(tx: Tx, userId: string, now: Date): Promise<Away | null> {
    return tx
      .createQueryBuilder(Away, 'a')
      .where('a.userId = :userId AND a.fromAt <= :now AND a.untilAt > :now', { userId, now })
      .orderBy('a.untilAt', 'DESC')
      .limit(1)
      .getOne();
  }

  /** What became of it, oldest first. */
  async changes(tx: Tx, subject: QueueSubject, subjectId: string): Promise<readonly QueueChange[]> {
    return tx.find(QueueChange, { where: { subject, subjectId }, order: { id: 'ASC' } });
  }
}
