import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { CONFIG, type Config, type Tx } from '@thaw/platform';
import { ScansQuery, StandingHits, WatchedTerminals, type StandingHit } from '@thaw/risk';
import { IsNull } from 'typeorm';
import { CaseTransitions } from '../case-transitions.service';
import { newHits, type KnownHit, type TaskCode } from '../domain';
import { TellingEffects } from '../effects/telling-effects';
import { WatchHit, WatchScan, type FreezeCase } from '../entities';
import { EventLog } from '../event-log';
import { flagCards } from '../linked/flagged-cards';
import { isCaseWatched } from './is-watched';
import { lastDecision } from './last-decision';

const CLOCK = systemActor('clock');
/** Hits of one look that are kept, the heaviest of them; how many there were is told. What is left comes with the next. */
const HITS_KEPT = 1_000;
/** A watch that is over passes within moments. One that has not in a day is told of. */
const STUCK_AFTER_MS = 86_400_000;

/** What was found of a watched terminal, held against what its decision knew. The caller holds the case locked. */
@Injectable()
export class WatchLooks {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'watch'>,
    private readonly transitions: CaseTransitions,
    private readonly scans: ScansQuery,
    private readonly hits: StandingHits,
    private readonly watched: WatchedTerminals,
    private readonly events: EventLog,
    private readonly telling: TellingEffects,
  ) {}

  /**
   * New hits stop a restore; of a watch they refreeze, or propose it, as the desk is set up; a watch that is over passes
   * where there are none. Where what came in is not judged yet, nothing is done: the end of that is told.
   */
  async look(tx: Tx, freezeCase: FreezeCase, now: Date): Promise<void> {
    const decision = (await isCaseWatched(tx, freezeCase)) ? await lastDecision(tx, freezeCase.id) : null;
    if (decision === null) {
      await this.markDone(tx, freezeCase, now);
      return;
    }
    const { id: caseId, terminalId } = freezeCase;
    await this.watched.watch(tx, terminalId, now);
    const afterId = await this.scans.lastIdRead(tx, decision.scanId);
    const leastWeight = this.config.watch.severity;
    const found = await this.hits.since(tx, terminalId, { afterId, leastWeight }, now);
    if (!found.upToDate) return this.tellIfStuck(tx, freezeCase, now);
    const known = await this.known(tx, caseId, decision.scanId);
    const fresh = newHits(found.hits, known, leastWeight);
    await this.markDone(tx, freezeCase, now);
    if (fresh.length > 0) await this.takeUp(tx, freezeCase, decision.scanId, fresh, now);
    else await this.takeUpKept(tx, freezeCase, decision.scanId, now);
    await this.passIfOver(tx, freezeCase, now);
  }

  private async known(tx: Tx, caseId: string, scanId: string): Promise<readonly KnownHit[]> {
    const { findings } = await this.scans.summary(tx, scanId);
    const told = await tx.findBy(WatchHit, { caseId, scanId });
    return [
      ...findings.map(({ rule, key, count, measured }) => ({ identity: `${rule}|${key}`, count, measured })),
      ...told.map(({ rule, findingKey, count, measured }) => ({
        identity: `${rule}|${findingKey}`,
        count,
        measured,
      })),
    ];
  }

  private async takeUp(
    tx: Tx,
    freezeCase: FreezeCase,
    scanId: string,
    fresh: readonly StandingHit[],
    now: Date,
  ): Promise<void> {
    const isFirst = !(await tx.existsBy(WatchHit, { caseId: freezeCase.id, scanId, answer: IsNull() }));
    const kept = fresh.toSorted((a, b) => b.weight - a.weight).slice(0, HITS_KEPT);
    const rows = kept.map((hit) => hitRow(freezeCase.id, scanId, hit, now));
    await tx.insert(WatchHit, rows);
    await flagCards(
      tx,
      freezeCase.id,
      kept.map(({ card }) => card),
    );
    const { state } = freezeCase;
    await this.events.append(tx, {
      caseId: freezeCase.id,
      at: now,
      actor: CLOCK,
      persona: 'clock',
      from: state,
      to: state,
      draft: {
        type: 'watch_hits_found',
        data: { hits: fresh.length, rules: [...new Set(fresh.map(({ rule }) => rule))] },
      },
    });
    if (state === 'restoring') return this.transitions.stopRestoreIfDue(tx, freezeCase);
    if (state === 'monitoring' && this.config.watch.onHit === 'perform') {
      await this.transitions.take(tx, freezeCase, CLOCK, 'refreeze', {}, { now });
      return;
    }
    // Whoever has not answered the ones before finds these beside them.
    if (!isFirst) return;
    const task = state === 'monitoring' ? 'refreeze_proposed' : 'watch_hits_in_appeal';
    await this.tell(tx, freezeCase, now, task, rows[0]?.id);
  }

  /** What was found while an appeal was open refreezes once the appeal has left the case watched. */
  private async takeUpKept(tx: Tx, freezeCase: FreezeCase, scanId: string, now: Date): Promise<void> {
    if (freezeCase.state !== 'monitoring' || this.config.watch.onHit !== 'perform') return;
    if (await tx.existsBy(WatchHit, { caseId: freezeCase.id, scanId, answer: IsNull() }))
      await this.transitions.take(tx, freezeCase, CLOCK, 'refreeze', {}, { now });
  }

  private async tellIfStuck(tx: Tx, freezeCase: FreezeCase, now: Date): Promise<void> {
    const { state, watchUntil } = freezeCase;
    const isOver = watchUntil !== null && now.getTime() - watchUntil.getTime() > STUCK_AFTER_MS;
    if (state === 'monitoring' && isOver) await this.tell(tx, freezeCase, now, 'watch_not_judged');
  }

  /** Once for each step of the case, or for what it is about. */
  private async tell(
    tx: Tx,
    freezeCase: FreezeCase,
    now: Date,
    task: TaskCode,
    about?: string,
  ): Promise<void> {
    await this.telling.taskForOwner(
      { tx, freezeCase, actor: CLOCK, now, fromMerchant: false },
      { kind: 'task_for_owner', task, ...(about === undefined ? {} : { about }) },
    );
  }

  /** What a person must answer first keeps it open, and they are told that it is over. */
  private async passIfOver(tx: Tx, freezeCase: FreezeCase, now: Date): Promise<void> {
    const { state, watchUntil } = freezeCase;
    if (state !== 'monitoring' || watchUntil === null || watchUntil > now) return;
    const refused = await this.transitions.takeIfOpen(tx, freezeCase, CLOCK, 'watch_passed', { now });
    if (refused) await this.tell(tx, freezeCase, now, whatItWaitsFor(refused.context.rule));
  }

  private async markDone(tx: Tx, { id: caseId }: FreezeCase, now: Date): Promise<void> {
    await tx.update(WatchScan, { caseId, doneAt: IsNull() }, { doneAt: now });
  }
}

const whatItWaitsFor = (rule: string | undefined): TaskCode =>
  rule === 'watch_passed.device_at_work' || rule === 'watch_passed.device_comes_back'
    ? 'watch_without_device'
    : 'watch_waits_for_answer';

const hitRow = (
  caseId: string,
  scanId: string,
  { rule, key, weight, count, sumFen, measured, threshold, from, to }: StandingHit,
  now: Date,
): WatchHit => ({
  id: randomUUID(),
  caseId,
  scanId,
  rule,
  findingKey: key,
  weight,
  count,
  sumFen,
  measured,
  threshold,
  fromAt: from,
  toAt: to,
  foundAt: now,
  answer: null,
  answeredBy: null,
  answeredAt: null,
});
