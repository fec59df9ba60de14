import { setImmediate as othersFirst } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { systemActor, FEE_PROFILES, type Clock } from '@thaw/kernel';
import { CLOCK, Database, requestJob, type Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { RuleSet } from '../rule-sets/rule-set.entity';
import { RULES, resolveSettings } from '../rules';
import {
  REFERENCE_POPULATION,
  isMeasurable,
  measureReference,
  type MeasuredRule,
  type ReferenceRate,
} from '../simulator';
import { BaseRate, CLEARED_CASES } from './base-rate.entity';
import { isRateOf, knownRates } from './known-rates';

/** Cases for `size`: those that were scanned with the rule so, and in how many it `fired`. */
export type ClearedCaseRate = Omit<BaseRate, 'population' | 'measuredAt'>;

const WORKER = systemActor('worker');
/** Measuring takes half a minute at most; what was asked for longer ago has lost its job. */
const LOST_AFTER_MS = 600_000;

/**
 * How often the rules of a set fire on ordinary shops. Measured by a job, once for each rule with the same parameters: what
 * the code's defaults give comes with the code, and what another set gave is there already.
 */
@Injectable()
export class BaseRatesService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /** Asks for what is not known yet of a set. */
  async ask(tx: Tx, set: RuleSet): Promise<void> {
    if ((await unmeasured(tx, set)).length === 0) return;
    await tx.update(RuleSet, { id: set.id }, { ratesAskedAt: this.clock.now() });
    await requestJob(tx, 'base_rates.measure', { ruleSetId: set.id });
  }

  /** The job `base_rates.measure`. Safe to run again and twice at once: the same shops give the same figures. */
  async measure(ruleSetId: string): Promise<void> {
    const rules = await this.database.asActor(WORKER, async (tx) => {
      const set = await tx.findOneBy(RuleSet, { id: ruleSetId });
      return set ? unmeasured(tx, set) : [];
    });
    if (rules.length === 0) return;
    const rates = await withPauses(measureReference(rules));
    await this.database.asActor(WORKER, async (tx) => {
      await tx
        .createQueryBuilder()
        .insert()
        .into(BaseRate)
        .values(rates.map((rate) => this.row(rate)))
        .orIgnore()
        .execute();
    });
  }

  /** The sweep: sets in use of which something is not measured, as after an upgrade, or by a job that was lost. */
  async askForMissing(now: Date): Promise<void> {
    await this.database.asActor(WORKER, async (tx) => {
      const ids = await tx.query<{ id: string }[]>(
        `SELECT id FROM rule_set WHERE (state IN ('active', 'shadow') OR (state = 'draft' AND submitted_by IS NOT NULL))
           AND (rates_asked_at IS NULL OR rates_asked_at < $1) FOR UPDATE SKIP LOCKED`,
        [new Date(now.getTime() - LOST_AFTER_MS)],
      );
      const sets = await tx.findBy(RuleSet, { id: In(ids.map(({ id }) => id)) });
      for (const set of sets) await this.ask(tx, set);
    });
  }

  /** Takes over how often rules fired in the desk's own cleared cases, in place of all that was known of those. */
  async keepCleared(tx: Tx, rates: readonly ClearedCaseRate[]): Promise<void> {
    // What is not among them has no longer cases enough: its old figure is of other cases than those beside it.
    await tx.delete(BaseRate, { population: CLEARED_CASES });
    const rows = rates.map((rate) => ({ ...rate, population: CLEARED_CASES, measuredAt: this.clock.now() }));
    if (rows.length === 0) return;
    await tx.upsert(BaseRate, rows, ['population', 'rule', 'ruleVersion', 'parameters', 'feeProfile']);
  }

  private row({ version, shops, shopsFired, ...rate }: ReferenceRate): BaseRate {
    return {
      ...rate,
      population: REFERENCE_POPULATION.id,
      ruleVersion: version,
      size: shops,
      fired: shopsFired,
      measuredAt: this.clock.now(),
    };
  }
}

/** The rules of a set, as this build runs them, of which a rate is missing on some fee profile. */
async function unmeasured(tx: Tx, { rules }: RuleSet): Promise<readonly MeasuredRule[]> {
  const measurable = resolveSettings(rules, RULES).filter(
    ({ rule, enabled }) => enabled && isMeasurable(rule),
  );
  const known = await knownRates(
    tx,
    measurable.map(({ rule: { code, version }, parameters }) => ({ code, version, parameters })),
  );
  return measurable
    .filter((one) =>
      FEE_PROFILES.some(
        (feeProfile) =>
          !known.some(
            (rate) =>
              rate.population === REFERENCE_POPULATION.id &&
              isRateOf(rate, one.rule, one.parameters, feeProfile),
          ),
      ),
    )
    .map(({ rule, parameters }) => ({ rule, parameters }));
}

async function withPauses<T>(steps: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await othersFirst();
  }
}
