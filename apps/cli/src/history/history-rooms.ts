import { systemActor } from '@thaw/kernel';
import type { Database } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { HistoriesQuery, HistoryBlocks, HistoryReader, TerminalLock } from '@thaw/transactions';
import type { TerminalNumbers } from './history-arguments';

/** A terminal with a history. */
export interface HistoryOf {
  readonly id: string;
  /** As it is written on the command line: merchant number, slash, terminal number. */
  readonly name: string;
}

export const SETUP = systemActor('setup');
const PAGE = 100;

/** The rooms that the command works with, without the keys and settings of a whole desk. */
export class HistoryRooms {
  readonly lock: TerminalLock;
  readonly blocks: HistoryBlocks;
  private readonly registry = new RegistryQuery();
  private readonly histories = new HistoriesQuery();

  constructor(readonly database: Database) {
    this.lock = new TerminalLock(database);
    this.blocks = new HistoryBlocks(database, new HistoryReader(), this.lock);
  }

  /** Null where there is no such terminal. */
  async find(numbers: TerminalNumbers): Promise<HistoryOf | null> {
    const found = await this.database.asActor(SETUP, (tx) => this.registry.findTerminal(tx, SETUP, numbers));
    return found && { id: found.id, name: `${numbers.merchantNo}/${numbers.terminalNo}` };
  }

  /** Every terminal that has a history. */
  async *all(): AsyncGenerator<HistoryOf, void, undefined> {
    let cursor: string | undefined;
    do {
      const { items, next } = await this.page(cursor);
      yield* items;
      cursor = next ?? undefined;
    } while (cursor !== undefined);
  }

  private page(cursor: string | undefined): Promise<{ items: HistoryOf[]; next: string | null }> {
    return this.database.asActor(SETUP, async (tx) => {
      const { items, next } = await this.registry.terminals(tx, SETUP, { limit: PAGE, cursor });
      const having = await this.histories.withHistory(
        tx,
        items.map(({ id }) => id),
      );
      return {
        items: items
          .filter(({ id }) => having.has(id))
          .map(({ id, merchant, terminalNo }) => ({ id, name: `${merchant.merchantNo}/${terminalNo}` })),
        next,
      };
    });
  }
}
