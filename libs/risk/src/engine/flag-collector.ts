import type { FindingHead } from '../rules';
import type { CardUses } from './card-uses';
import { FindingCollector } from './finding-collector';
import { FlaggedTransactions, type TransactionWords } from './flagged-transactions';

/** Of each finding the head; of the transactions only whether any finding has them. */
export class FlagCollector extends FindingCollector {
  readonly flagged: FlaggedTransactions;

  constructor(uses: CardUses, words: TransactionWords) {
    super(uses);
    this.flagged = new FlaggedTransactions(words);
  }

  override put(head: FindingHead, ids: readonly number[]): void {
    super.put(head, []);
    for (const id of ids) this.flagged.add(id);
  }

  override putUses(head: FindingHead, cardNo: number, count: number, skip: number): void {
    this.put(head, this.uses.idsOf(cardNo, count, skip));
  }
}
