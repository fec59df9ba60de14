import { isDeepStrictEqual } from 'node:util';
import type { HistoryBlock } from '@thaw/transactions/records';
import { ScanEngine, type Found, type ScanSetup } from '../engine';
import { FindingsDigest } from '../findings-digest';
import { RULES, scoreOf, type Score } from '../rules';
import { rulesToRun } from '../rules-to-run';
import type { ScannedRule } from '../scan.entity';

export interface ShadowFindings extends Score {
  readonly findings: number;
  readonly digest: Buffer;
}

/**
 * A set in shadow beside a scan, fed by the same read. It folds only what it runs otherwise than the scan itself: what
 * both run alike, the scan has found. Its failure is its own, and never the scan's.
 */
export class ShadowFold {
  failure: unknown = null;
  private readonly weights: ReadonlyMap<string, number>;
  /** Codes of the rules whose findings are the scan's. */
  private readonly shared: ReadonlySet<string>;
  private engine: ScanEngine | null = null;

  constructor(
    shadow: readonly ScannedRule[],
    scanned: readonly ScannedRule[],
    setup: Omit<ScanSetup, 'rules' | 'parameters'>,
  ) {
    this.weights = new Map(rulesToRun(shadow).rules.map(({ code, weight }) => [code, weight]));
    this.shared = new Set(
      shadow.filter((one) => scanned.some((other) => isAlike(one, other))).map(({ code }) => code),
    );
    const own = shadow.filter(({ code }) => !this.shared.has(code));
    if (own.length > 0) this.guarded(() => (this.engine = new ScanEngine({ ...setup, ...rulesToRun(own) })));
  }

  feedBlock(block: HistoryBlock): void {
    this.guarded(() => this.engine?.feedBlock(block));
  }

  /** Null where it failed. */
  finish(scanned: Found): ShadowFindings | null {
    return this.guarded(() => {
      const own = this.engine?.outcome().findings;
      const digest = new FindingsDigest();
      const counts = RULES.map(({ code }) => {
        const weight = this.weights.get(code) ?? 0;
        let findings = 0;
        for (const finding of (this.shared.has(code) ? scanned : own)?.by(code) ?? []) {
          digest.add({ ...finding, weight });
          findings += 1;
        }
        return { rule: code, weight, findings };
      });
      return {
        ...scoreOf(counts),
        findings: counts.reduce((sum, { findings }) => sum + findings, 0),
        digest: Buffer.from(digest.digest(), 'hex'),
      };
    });
  }

  private guarded<T>(work: () => T): T | null {
    if (this.failure !== null) return null;
    try {
      return work();
    } catch (error) {
      this.failure = error;
      this.engine = null;
      return null;
    }
  }
}

const isAlike = (one: ScannedRule, other: ScannedRule): boolean =>
  one.code === other.code &&
  one.version === other.version &&
  isDeepStrictEqual({ ...one.parameters }, { ...other.parameters });
