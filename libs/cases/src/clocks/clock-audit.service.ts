import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import type { Database, Tx } from '@thaw/platform';
import { CaseClock, changeClock, storedOf, type CalendarsAt, type ClockChange } from '@thaw/sla';
import { CASE_LOCK } from '../case.repository';
import { EventLog } from '../event-log';
import { FreezeCase } from '../entities';
import {
  differingClocks,
  type ClockDifference,
  type ReckonedClock,
  type StoredClock,
} from './clock-differences';
import type { ClockHistories } from './clock-histories.query';

/** A case whose clocks are stored otherwise than its events tell. */
export interface DifferingCase {
  readonly id: string;
  readonly number: string;
  readonly differences: readonly ClockDifference[];
}

const PAGE = 200;
const ACTOR = systemActor('setup');

/** Recomputes the clocks of cases from their events, and puts right what is stored otherwise. */
@Injectable()
export class ClockAudit {
  private readonly events = new EventLog();

  constructor(
    private readonly database: Pick<Database, 'asActor'>,
    private readonly histories: ClockHistories,
  ) {}

  /**
   * All cases, a page at a time, each at a moment of its own: safe while the desk works.
   * @param looked is told of each page how many cases it held.
   */
  async *differing(
    now: Date,
    looked: (cases: number) => void,
  ): AsyncGenerator<DifferingCase, void, undefined> {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const { page, differing } = await this.database.asActor(ACTOR, async (tx) => {
        const cases = await this.histories.page(tx, after, PAGE);
        const calendarsAt = await this.histories.calendarsOf(tx, cases);
        return {
          page: cases,
          differing: cases.map(({ id, number, ...rest }) => ({
            id,
            number,
            differences: differingClocks({ id, number, ...rest }, calendarsAt, now).flatMap(
              ({ differences }) => differences,
            ),
          })),
        };
      });
      looked(page.length);
      yield* differing.filter(({ differences }) => differences.length > 0);
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = last.id;
    }
  }

  /**
   * Writes the clocks of one case as its events tell them, looked at anew under the case's lock, with an event that says what
   * was changed. Of a case that is right nothing is changed.
   * @param by who lets it be done, as they are called.
   * @returns what was changed.
   */
  async repair(caseId: string, by: string, now: Date): Promise<readonly ClockDifference[]> {
    return this.database.asActor(ACTOR, async (tx) => {
      const freezeCase = await tx.findOneOrFail(FreezeCase, {
        where: { id: caseId },
        lock: CASE_LOCK,
      });
      // No sweep fires a step of them between what is read and what is written.
      await tx.find(CaseClock, { where: { caseId }, lock: { mode: 'pessimistic_write' } });
      const ofCase = await this.histories.ofCase(tx, caseId);
      if (!ofCase) return [];
      const calendarsAt = await this.histories.calendarsOf(tx, [ofCase]);
      const differing = differingClocks(ofCase, calendarsAt, now);
      const differences = differing.flatMap((clock) => clock.differences);
      if (differences.length === 0) return [];
      const clocks = ofCase.stored
        .filter(({ kind }) => differing.some((clock) => clock.kind === kind && clock.should === null))
        .map((stray) => asStopped(stray, now));
      for (const clock of differing) await write(tx, caseId, clock);
      for (const clock of clocks) await writeKnown(tx, caseId, clock, now, calendarsAt);
      await this.events.append(tx, {
        caseId,
        at: now,
        actor: ACTOR,
        persona: 'clock',
        from: freezeCase.state,
        to: freezeCase.state,
        draft: { type: 'clocks_repaired', data: { differences }, content: { saidBy: by } },
        clocks,
      });
      return differences;
    });
  }
}

async function write(tx: Tx, caseId: string, { kind, should }: ReckonedClock): Promise<void> {
  if (should === null) return;
  const { pendingSteps, nextFireAt } = should;
  await tx.upsert(
    CaseClock,
    {
      caseId,
      kind,
      ...storedOf(should),
      pendingSteps: [...pendingSteps],
      nextFireAt: nextFireAt === null ? null : new Date(nextFireAt),
    },
    ['caseId', 'kind'],
  );
}

/** A clock of which no event tells runs no more, and from now on is told of: what was stored is not lost. */
const asStopped = (
  { kind, run, startedAt, revision, pausedAt, stoppedAt, overdueAt }: StoredClock,
  now: Date,
): ClockChange & { readonly does: 'known' } => ({
  clock: kind,
  does: 'known',
  run,
  startedAt,
  revision,
  pausedAt,
  stoppedAt: stoppedAt ?? now.getTime(),
  overdueAt,
});

async function writeKnown(
  tx: Tx,
  caseId: string,
  change: ClockChange & { readonly does: 'known' },
  now: Date,
  calendarsAt: CalendarsAt,
): Promise<void> {
  const after = changeClock(undefined, change, now, calendarsAt);
  if (!after) throw new Error('what is known is told whole');
  await tx.update(
    CaseClock,
    { caseId, kind: change.clock },
    { ...storedOf(after), pendingSteps: [], nextFireAt: null },
  );
}
