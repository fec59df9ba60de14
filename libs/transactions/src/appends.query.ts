import { Injectable } from '@nestjs/common';
import { DomainError, type Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { HistoryAppend } from './history-append.entity';

/** Reads the receipts of calls that appended transactions. */
@Injectable()
export class AppendsQuery {
  constructor(
    private readonly database: Database,
    private readonly registry: RegistryQuery,
  ) {}

  /** @throws DomainError NOT_FOUND, also for one of a terminal that the actor may not see. */
  get(actor: Actor, id: string): Promise<HistoryAppend> {
    return this.database.asActor(actor, async (tx) => {
      const found = await tx.findOneBy(HistoryAppend, { id });
      if (!found) throw new DomainError('NOT_FOUND');
      await this.registry.terminal(tx, actor, found.terminalId);
      return found;
    });
  }
}
