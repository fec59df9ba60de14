import type { HistoryBlock } from '@thaw/transactions/records';
import { ScanEngine, foundIn, keepsUses, type ScanOutcome, type ScanSetup } from '../engine';
import { RULES, type Rule } from '../rules';
import { ThreadScan } from './thread-scan';

/** A shorter history is folded before a thread of its own would have loaded and compiled its code: a quarter of a second. */
const THREAD_ROWS = 250_000;

/**
 * The scan of a whole history in one go. That of a long one folds in two threads: rules that keep uses of cards in one of
 * its own, all others here. They are about half of the work each, and what is found is the same as in one thread,
 * since no rule knows of another.
 */
export class HistoryScan {
  private readonly here: ScanEngine;
  private readonly aside: ThreadScan | null;

  /**
   * @param rows how many the history has, about
   * @throws DomainError INVALID_REQUEST on parameters that are unknown or out of bounds
   */
  constructor(
    private readonly setup: ScanSetup,
    rows: number,
  ) {
    const aside =
      rows < THREAD_ROWS ? [] : setup.rules.filter((rule) => isOwn(rule) && keepsUses(rule, setup));
    this.aside = aside.length === 0 ? null : ThreadScan.begin({ ...setup, rules: aside });
    const rules = this.aside === null ? setup.rules : setup.rules.filter((rule) => !aside.includes(rule));
    this.here = new ScanEngine({ ...setup, rules });
  }

  /** The block may be written to again once this has ended. @throws Error as ScanEngine.feed */
  async feedBlock(block: HistoryBlock): Promise<void> {
    await this.aside?.feedBlock(block);
    this.here.feedBlock(block);
  }

  /** What holds at the end of the history, after which nothing may follow. */
  async outcome(): Promise<ScanOutcome> {
    const { aside, setup } = this;
    if (aside === null) return this.here.outcome();
    aside.end();
    const { findings, counts } = this.here.outcome();
    const others = foundIn(await aside.found(), setup.rules, setup.parameters);
    return { findings: findings.joined(others, setup.rules), counts };
  }

  /** To be called whether or not it has come to its end. */
  close(): void {
    this.aside?.close();
  }
}

/** A rule that the thread finds under its code. */
const isOwn = ({ code, version, step }: Rule): boolean =>
  RULES.some((rule) => rule.code === code && rule.version === version && rule.step === step);
