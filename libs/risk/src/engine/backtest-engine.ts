import type { Zone } from '@thaw/kernel';
import type { HistoryBlock } from '@thaw/transactions/records';
import type { FindingHead, TerminalFacts } from '../rules';
import type { CardUses } from './card-uses';
import { ChoiceCollectors } from './choice-collectors';
import { FindingCollector } from './finding-collector';
import { FlagCollector } from './flag-collector';
import { FlaggedTransactions, TransactionWords } from './flagged-transactions';
import type { FoldPlan, PlannedFold, Variant } from './fold-plan';
import { ScanEngine } from './scan-engine';
import type { ScanRecord } from './scan-record';
import type { ScanCounts } from './scan-state';

export interface BacktestSetup {
  readonly plan: FoldPlan;
  readonly facts: TerminalFacts;
  readonly zone: Zone;
  readonly currency: string;
}

/** What one variant finds in one history. */
export interface VariantFindings {
  readonly count: number;
  /** Transactions in any of its findings. */
  readonly flagged: FlaggedTransactions;
}

/** What one fold found, for all variants that it serves. */
export interface FoldFindings {
  readonly fold: PlannedFold;
  /** Under the fold's own parameters: a variant has those to which {@link thresholdOf} gives it one. */
  readonly heads: Iterable<FindingHead>;
}

export interface HistoryBacktest {
  readonly counts: ScanCounts;
  /** By number. */
  readonly variants: readonly VariantFindings[];
  readonly folds: readonly FoldFindings[];
}

/** The threshold under which the variant has a finding of its fold; null: it has no such finding. */
export function thresholdOf(head: FindingHead, fold: PlannedFold, variant: Variant): number | null {
  const { narrowing } = fold.rule;
  if (fold.serves.length === 1 || narrowing === undefined) return head.threshold;
  return narrowing.threshold(head, variant.parameters);
}

/**
 * Any number of parameter sets over one terminal's history in one pass: what sets have in common is folded once, and of
 * findings only their heads are kept, and which transactions they hold.
 */
export class BacktestEngine {
  private readonly words = new TransactionWords();
  private readonly collectors = new Map<PlannedFold, FindingCollector>();
  private readonly engine: ScanEngine;

  constructor(private readonly setup: BacktestSetup) {
    const { plan, facts, zone, currency } = setup;
    const passes = plan.passes.map(({ rule, folds }) => ({
      rule,
      choices: folds.map(({ parameters }) => parameters),
      collect: (uses: CardUses) => {
        const ofFolds = folds.map((fold) => this.collectorFor(fold, uses));
        const [only] = ofFolds;
        return only !== undefined && ofFolds.length === 1 ? only : new ChoiceCollectors(uses, ofFolds);
      },
    }));
    this.engine = new ScanEngine({ rules: [], facts, zone, currency }, undefined, passes);
  }

  /** @throws Error as {@link ScanEngine.feed}. */
  feed(record: ScanRecord): void {
    this.engine.feed(record);
  }

  feedBlock(block: HistoryBlock): void {
    this.engine.feedBlock(block);
  }

  /** The history ends here: nothing may follow. */
  finish(): HistoryBacktest {
    const counts = this.engine.end();
    const { plan } = this.setup;
    const variants: VariantFindings[] = [];
    const folds = plan.folds.map((fold): FoldFindings => {
      const collector = this.collectors.get(fold) as FindingCollector;
      for (const [i, findings] of this.variantsOf(fold, collector).entries()) {
        variants[fold.serves[i] as number] = findings;
      }
      return { fold, heads: headsOf(collector) };
    });
    return { counts, variants, folds };
  }

  private collectorFor(fold: PlannedFold, uses: CardUses): FindingCollector {
    // Which transactions a variant flags of a fold that serves several depends on which findings it has.
    const collector =
      fold.serves.length > 1 ? new FindingCollector(uses) : new FlagCollector(uses, this.words);
    this.collectors.set(fold, collector);
    return collector;
  }

  private variantsOf(fold: PlannedFold, collector: FindingCollector): VariantFindings[] {
    if (collector instanceof FlagCollector) {
      return [{ count: collector.size, flagged: collector.flagged }];
    }
    const { variants } = this.setup.plan;
    return fold.serves.map((number) => {
      const variant = variants[number] as Variant;
      const flagged = new FlaggedTransactions(this.words);
      let count = 0;
      for (let finding = 0; finding < collector.size; finding++) {
        if (thresholdOf(collector.headOf(finding), fold, variant) === null) continue;
        count += 1;
        for (const id of collector.idsOf(finding)) flagged.add(id);
      }
      return { count, flagged };
    });
  }
}

const headsOf = (collector: FindingCollector): Iterable<FindingHead> => ({
  *[Symbol.iterator]() {
    for (let finding = 0; finding < collector.size; finding++) yield collector.headOf(finding);
  },
});
