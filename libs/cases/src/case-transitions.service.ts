import { Inject, Injectable } from '@nestjs/common';
import { isDomainError, systemActor, type Actor, type Clock, type DomainError } from '@thaw/kernel';
import { CLOCK, requestJob, type Tx } from '@thaw/platform';
import type { TerminalWord } from '@thaw/registry/measures';
import { WatchedTerminals } from '@thaw/risk';
import { ClocksService } from '@thaw/sla';
import { CaseRepository, snapshotOf } from './case.repository';
import {
  BRINGS_DUTY,
  apartFromClocks,
  decide,
  isWatched,
  merchantReads,
  personasOf,
  whyRestoreStops,
  type ActionName,
  type CaseFacts,
  type Decision,
  type Moment,
} from './domain';
import { ReckonedClocks } from './clocks/reckoned-clocks.service';
import { DutyAlarms } from './duties/duty-alarms.service';
import { EffectsService } from './effects/effects.service';
import type { FreezeCase } from './entities';
import { EventLog } from './event-log';
import { FactsQuery, type FactsOnce } from './facts/facts.query';
import { MerchantTexts } from './merchant-texts';
import { WorkSharing } from './sharing/work-sharing';
import { merchantSees } from './views/merchant-timeline.view';
import { isCaseWatched } from './watch/is-watched';

/** What was asked of others before the case was locked, since nobody waits for them under its lock. */
export interface Heard {
  readonly terminalWord?: TerminalWord | null;
  /** Read already under the lock of the case, of which nothing was written since. */
  readonly facts?: CaseFacts;
}

/** Each person’s own: nobody else’s view of the case is older for it. */
const LEAVES_VERSION: readonly ActionName[] = ['set_follow_up', 'clear_follow_up'];

/**
 * One transition of a locked case, the same for people, machines, clocks and the terminal system: read the facts,
 * decide (pure), carry out the effects, save, append the event. There is no other way to change a case.
 */
@Injectable()
export class CaseTransitions {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly cases: CaseRepository,
    private readonly facts: FactsQuery,
    private readonly clocks: ClocksService,
    private readonly effects: EffectsService,
    private readonly events: EventLog,
    private readonly watched: WatchedTerminals,
    private readonly duties: DutyAlarms,
    private readonly sharing: WorkSharing,
    private readonly reckoned: ReckonedClocks,
    private readonly texts: MerchantTexts,
  ) {}

  /**
   * @param moment where it is not the present: the case may have been waited for since the request came in.
   * @throws DomainError as {@link decide} says, TELLS_TOO_MUCH of what a merchant would read; nothing is changed then.
   */
  async take(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: Actor,
    action: ActionName,
    payload: unknown,
    moment: Partial<Moment> & Heard = {},
  ): Promise<Decision> {
    const now = moment.facts?.now ?? moment.now ?? this.clock.now();
    const receivedAt = moment.receivedAt ?? now;
    const loaded = moment.facts ?? (await this.facts.load(tx, freezeCase, actor, { now, receivedAt }));
    const facts = { ...loaded, receivedAt, terminalWord: moment.terminalWord ?? loaded.terminalWord };
    const snapshot = snapshotOf(freezeCase);
    const wasWatched = await isCaseWatched(tx, freezeCase);
    const decision = decide(action, snapshot, facts, {
      actor,
      personas: personasOf(actor),
      payload,
    });
    await this.texts.need(tx, freezeCase, merchantReads(decision, facts));
    const from = freezeCase.version === 0 ? null : freezeCase.state;
    const seen = merchantSees(snapshot.reference)({
      ...decision.event,
      fromState: from,
      toState: decision.to,
    });
    const saved = LEAVES_VERSION.includes(action)
      ? freezeCase
      : await this.cases.save(tx, freezeCase, decision.to, decision.changes, { now, merchantSees: seen });
    const { clocks, others } = apartFromClocks(decision.effects, facts.calendars.revision);
    await this.events.append(tx, {
      caseId: saved.id,
      at: now,
      actor,
      persona: decision.persona,
      from,
      to: decision.to,
      draft: decision.event,
      clocks,
    });
    await this.clocks.apply(tx, saved.id, clocks, now);
    // After the event: what an effect adds to the timeline happened in the state that the case has come to.
    const context = { tx, freezeCase: saved, actor, now, fromMerchant: decision.persona === 'merchant' };
    for (const effect of others) await this.effects.carryOut(context, effect);
    await this.followWatch(tx, saved, from, wasWatched, now);
    if (action === 'overturn') await this.stopForKeptHits(tx, saved);
    const movesQueue = saved.queue !== snapshot.queue;
    const isLetGo = decision.changes.ownerId === null && snapshot.ownerId !== null;
    if (decision.to !== from || movesQueue || isLetGo || BRINGS_DUTY.includes(action))
      await this.duties.look(tx, saved, now);
    await this.confirmEmptyRestore(tx, saved, from);
    // Another queue may be worked by another calendar; where the case had none, its clocks began by this one.
    if (movesQueue && snapshot.queue !== null) await this.reckoned.follow(tx, saved, now);
    // What is put back waits as it waited before.
    if (movesQueue && action !== 'put_back') await this.giveInTurn(tx, saved);
    if (action === 'authority_hold') await this.stopRestoreIfDue(tx, saved);
    if (action === 'uphold_appeal') await this.takeIfOpen(tx, saved, systemActor('clock'), 'reconsider');
    return decision;
  }

  /**
   * The same where it may not be open. An effect may refuse too, when the case is saved already: what was done of it is
   * undone, in the database and in `freezeCase`, so that the caller can go on in its transaction.
   * @returns why it was not taken; null: it was.
   */
  async takeIfOpen(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: Actor,
    action: ActionName,
    moment: Partial<Moment> = {},
  ): Promise<DomainError | null> {
    const before = { ...freezeCase };
    try {
      // Within a transaction, a savepoint.
      await tx.transaction((within) => this.take(within, freezeCase, actor, action, {}, moment));
      return null;
    } catch (error) {
      if (!isDomainError(error, 'ACTION_NOT_ALLOWED', 'GUARD_REFUSED')) throw error;
      Object.assign(freezeCase, before);
      return error;
    }
  }

  /** A hold, or a hit that the decision did not know of, stops a restore by the clock's own action. */
  async stopRestoreIfDue(tx: Tx, freezeCase: FreezeCase): Promise<void> {
    if (freezeCase.state !== 'restoring') return;
    const clock = systemActor('clock');
    if (whyRestoreStops(await this.factsFor(tx, freezeCase, clock)) === null) return;
    await this.take(tx, freezeCase, clock, 'stop_restore', {});
  }

  /** In a queue that takes turns a case that nobody owns is given to a member at once. */
  private async giveInTurn(tx: Tx, freezeCase: FreezeCase): Promise<void> {
    if (freezeCase.ownerId !== null) return;
    const userId = await this.sharing.nextInTurn(tx, freezeCase);
    if (userId !== null) await this.take(tx, freezeCase, systemActor('clock'), 'assign', { userId });
  }

  /** What an action would do to a case as it stands. Nothing is done. @throws DomainError as {@link decide} says. */
  async decide(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: Actor,
    action: ActionName,
    payload: unknown,
    known: FactsOnce = this.look(tx, freezeCase, actor),
  ): Promise<Decision> {
    const facts = await known();
    const attempt = { actor, personas: personasOf(actor), payload };
    const decision = decide(action, snapshotOf(freezeCase), facts, attempt);
    await this.texts.need(tx, freezeCase, merchantReads(decision, facts));
    return decision;
  }

  /** Facts for look-ups and the decision on what they find, read once. */
  look(tx: Tx, freezeCase: FreezeCase, actor: Actor): FactsOnce {
    const now = this.clock.now();
    return this.facts.once(tx, freezeCase, actor, { now, receivedAt: now });
  }

  /** The same for several cases, one after the other. */
  lookAtMany(tx: Tx, cases: readonly FreezeCase[], actor: Actor): (freezeCase: FreezeCase) => FactsOnce {
    const now = this.clock.now();
    return this.facts.ofMany(tx, cases, actor, { now, receivedAt: now });
  }

  async factsFor(tx: Tx, freezeCase: FreezeCase, actor: Actor): Promise<CaseFacts> {
    const now = this.clock.now();
    return this.facts.load(tx, freezeCase, actor, { now, receivedAt: now });
  }

  /** From when trading comes back until it is taken back or the watch is over, new findings of the terminal are told. */
  private async followWatch(
    tx: Tx,
    freezeCase: FreezeCase,
    from: FreezeCase['state'] | null,
    wasWatched: boolean,
    now: Date,
  ): Promise<void> {
    const { state, terminalId } = freezeCase;
    const watched = await isCaseWatched(tx, freezeCase);
    if (!watched) return wasWatched ? this.watched.unwatch(tx, terminalId) : undefined;
    if (!wasWatched) await this.watched.watch(tx, terminalId, now);
    // What came in between the scan of the decision and now is looked at, too; and, after an appeal, what was let be.
    if (!wasWatched || (isWatched(state) && !isWatched(from)))
      await requestJob(tx, 'standing.changed', { terminalId });
  }

  /** What the watch found while an appeal was open its decision did not rest on: it is decided anew. */
  private async stopForKeptHits(tx: Tx, freezeCase: FreezeCase): Promise<void> {
    if (freezeCase.state !== 'restoring') return;
    const clock = systemActor('clock');
    const { watch } = await this.factsFor(tx, freezeCase, clock);
    if (watch.openHits > 0) await this.take(tx, freezeCase, clock, 'stop_restore', {});
  }

  /**
   * With no measure left in force there is no command to wait for: the restore is confirmed in the same transaction.
   * The commands alone do not tell, since those of an earlier restore are confirmed already.
   */
  private async confirmEmptyRestore(tx: Tx, freezeCase: FreezeCase, from: string | null): Promise<void> {
    if (freezeCase.state !== 'restoring' || from === 'restoring') return;
    const gateway = systemActor('gateway');
    const { restore, measures, replacement } = await this.factsFor(tx, freezeCase, gateway);
    if (measures.length === 0 && restore.total === restore.confirmed && replacement === null)
      await this.take(tx, freezeCase, gateway, 'restore_confirmed', {});
  }
}
