import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Tx } from '@thaw/platform';
import { RULES } from '@thaw/risk/rules';
import { IsNull } from 'typeorm';
import type { CaseFacts } from '../domain';
import { WatchHit, WatchScan, type FreezeCase } from '../entities';
import { isCaseWatched } from './is-watched';
import { lastDecision } from './last-decision';

/** Hits that a reading of a case lists, the heaviest first. */
const HITS_SHOWN = 50;

/** What staff are shown of the watch of a case; null where it is not watched. */
@Injectable()
export class WatchReadings {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'watch'>) {}

  async of(tx: Tx, freezeCase: FreezeCase, { watch }: Pick<CaseFacts, 'watch'>) {
    const { id: caseId, state, watchUntil, ownerId, queue } = freezeCase;
    if (!(await isCaseWatched(tx, freezeCase))) return null;
    const decision = await lastDecision(tx, caseId);
    const [last] = await tx.find(WatchScan, { where: { caseId }, order: { day: 'DESC' }, take: 1 });
    const hits =
      decision === null
        ? []
        : await tx.find(WatchHit, {
            where: { caseId, scanId: decision.scanId, answer: IsNull() },
            order: { weight: 'DESC', foundAt: 'ASC', id: 'ASC' },
            take: HITS_SHOWN,
          });
    const since = hits.map(({ foundAt }) => foundAt).sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
    return {
      until: watchUntil,
      onHit: this.config.watch.onHit,
      severity: this.config.watch.severity,
      /** Whether all that has come in is judged. */
      upToDate: watch.upToDate,
      lastScan: last ? { day: last.day, askedAt: last.askedAt, doneAt: last.doneAt } : null,
      /** What somebody has to do next; null: nothing but wait, under an appeal for its decision. */
      nextStep:
        since === null || state === 'appealing' || state === 'awaiting_merchant'
          ? null
          : { action: 'refreeze', since, ownerId, queue },
      openHits: watch.openHits,
      hits: hits.map(({ id, rule, weight, count, sumFen, measured, threshold, fromAt, toAt, foundAt }) => ({
        id,
        rule,
        title: RULES.find(({ code }) => code === rule)?.title ?? null,
        weight,
        count,
        sumFen,
        measured,
        threshold,
        from: fromAt,
        to: toAt,
        foundAt,
      })),
    };
  }
}

export type WatchReading = Awaited<ReturnType<WatchReadings['of']>>;
