import type { CaseState, Persona } from '@thaw/cases/domain';
import { OUTCOMES_TO, byPeople, courseTo, placeOf, placesOf, type Place } from './course';
import type { Dice } from './dice';
import { Hands } from './hands';
import type { Row, RowCounts } from './row-counts';
import type { Wish } from './scene';
import type { Subject, World } from './world';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far a case is led in one move. */
const STEPS_A_MOVE = 5;

interface Target {
  readonly row: Row;
  readonly subject: Subject;
  readonly course: readonly Place[];
}

/** Leads a case to where a row that was taken seldom can be taken, and takes it there: chance alone comes seldom deep in. */
export class Onward {
  private readonly hands: Hands;

  constructor(
    counts: RowCounts,
    private readonly world: World,
    private readonly dice: Dice,
  ) {
    this.hands = new Hands(counts, world, dice);
  }

  /** The case that is nearest to where the row can be taken; null: none can come there. */
  nearest(row: Row): Target | null {
    const { dice } = this;
    const ways = this.world.subjects.flatMap((subject) =>
      placesOf(row).flatMap((place): Target[] => {
        const course = courseTo(placeOf(subject), place);
        return course && this.mayGo(subject) ? [{ row, subject, course }] : [];
      }),
    );
    const least = Math.min(...ways.map(({ course }) => course.length));
    const near = ways.filter(({ course }) => course.length === least);
    return near.length > 0 ? dice.pick(near) : null;
  }

  async lead({ row, subject, course }: Target): Promise<unknown> {
    const there = course.at(-1) ?? placeOf(subject);
    for (let step = 0; step < STEPS_A_MOVE; step++) {
      const rest = courseTo(placeOf(subject), there);
      if (rest === null) return;
      if (rest.length === 0) return this.take(row, subject);
      await this.step(subject, rest, row);
    }
  }

  /** Of a terminal at most one case is open. */
  private mayGo({ state, shop }: Subject): boolean {
    return state !== 'closed' || !this.world.subjects.some((one) => one.shop === shop && one.state !== 'closed');
  } // prettier-ignore

  private async step(subject: Subject, [next, ...rest]: readonly Place[], row: Row): Promise<unknown> {
    const { hands, world } = this;
    const decision = [next, ...rest].find((place) => place !== undefined && place in OUTCOMES_TO);
    // A listing is told by persons alone.
    const only = row.action === 'confirm_termination' ? ['T'] : undefined;
    const wish: Wish = {
      outcomes: only ?? (decision && OUTCOMES_TO[decision]) ?? ['U', 'UR', 'T'],
      surely: true,
      // Where it is to stand restoring, the terminal system must not be done at once.
      terminalSystem: rest.length === 0 && next === 'restoring' ? 'fail' : 'confirm',
    };
    switch (placeOf(subject)) {
      case 'reported':
        return hands.by('agent', subject, 'triage', wish);
      case 'investigating':
      case 'reviewing':
        if (next !== 'awaiting_merchant') return hands.propose(subject, wish);
        return this.ask(subject, row);
      case 'awaiting_merchant':
      case 'asked_in_appeal':
        return hands.answer(subject);
      case 'pending_approval':
        return next === 'reviewing' ? hands.sendBack(subject) : this.decide(subject, wish);
      case 'upheld':
        if (next === 'appealing') return hands.byAnyone(['merchant'], subject, 'appeal');
        // Where people are to sign for its end, the terminal system must not have said it before.
        world.terminalSystemIs(subject, row.action === 'confirm_termination_manually' ? 'fail' : 'confirm');
        await world.letters(subject);
        return world.pass(35 * DAY_MS);
      case 'appealing':
        if (next === 'asked_in_appeal') return this.ask(subject, row);
        return this.judge(subject, next === 'restoring' ? 'overturn' : 'uphold_appeal', wish);
      case 'remediating':
      case 'replacing':
        if (next === 'appealing') return hands.byAnyone(['merchant'], subject, 'appeal');
        if (next === 'reviewing') return hands.by('agent', subject, 'give_up');
        return this.mended(subject, wish);
      case 'restoring':
        if (next === 'monitoring') return hands.restore(subject, 'confirm');
        return hands.by('supervisor', subject, 'stop_restore');
      case 'monitoring':
        if (next === 'closed') return world.pass(40 * DAY_MS);
        return hands.by('agent', subject, 'refreeze');
      case 'terminating':
        return hands.retire(subject);
      case 'closed':
        return hands.by('supervisor', subject, 'reopen');
    }
  }

  /** The row itself, with what it needs beforehand. */
  private async take(row: Row, subject: Subject): Promise<unknown> {
    const { hands, world } = this;
    const byItself = row.who.some((persona: Persona) => persona === 'clock' || persona === 'gateway');
    switch (row.action) {
      case 'add_evidence':
        return row.who.includes('merchant') ? hands.bring(subject, 1) : hands.byAnyone(['reviewer'], subject, 'authority_hold');
      case 'take':
        // What somebody works on is given back first.
        await hands.byAnyone(['supervisor'], subject, 'assign', { toNobody: true });
        break;
      case 'propose':
        return hands.propose(subject, {});
      case 'evidence_overdue':
        return world.pass(12 * DAY_MS);
      case 'undo_overdue':
        return hands.answerAtTheBell(subject);
      case 'remediated':
      case 'recertified':
        return this.mended(subject, {});
      case 'restore_confirmed':
        return hands.restore(subject, 'confirm');
      case 'restore_failed':
        return hands.restore(subject, 'fail');
      case 'lapse':
        await world.letters(subject);
        return world.pass(35 * DAY_MS);
      case 'watch_passed':
        return world.pass(40 * DAY_MS);
      case 'confirm_termination':
        return hands.retire(subject);
      case 'stop_restore':
        if (!byItself) break;
        return this.dice.oneIn(2) ? hands.scanNewSales(subject) : hands.byAnyone(['reviewer'], subject, 'authority_hold');
      case 'refreeze':
        if (!byItself) break;
        world.onWatchHit('perform');
        await hands.scanNewSales(subject);
        return world.onWatchHit('propose');
      case 'keep_watching':
        await hands.scanNewSales(subject);
        break;
      case 'measure_expired':
        await hands.byAnyone(['agent'], subject, 'impose_measure', { terminalSystem: 'confirm' });
        return world.pass(6 * DAY_MS);
      case 'retry_restore':
        await hands.restore(subject, 'fail');
        break;
      case 'retry_command':
      case 'confirm_command':
        await hands.failingOrder(subject);
        break;
      case 'confirm_measure':
        await hands.byAnyone(['agent'], subject, 'impose_measure', { terminalSystem: 'confirm' });
        break;
      case 'dismiss':
        await hands.easeAll(subject);
        break;
      case 'authority_release':
        await hands.byAnyone(['reviewer'], subject, 'authority_hold');
        break;
      case 'recall_request':
        return hands.recall(subject);
      case 'overturn':
        return this.judge(subject, 'overturn', {});
      case 'approve':
        return this.decide(subject, {});
      case 'assess':
      case 'reject':
        await hands.bring(subject, 1);
        break;
      case 'assess_slips':
        if (subject.state === 'awaiting_merchant') await hands.byAnyone(['merchant'], subject, 'answer_slips');
        else await this.slipsAnew(subject, row);
        break;
      default:
    }
    const refused = await hands.byAnyone(byPeople(row.who), subject, row.action);
    // Two persons sign by hand; which of them is first is all the same.
    const isFirst = /_manually$|^confirm_command$/.test(row.action) && refused === null;
    if (isFirst && this.stillThere(row, subject)) await hands.byAnyone(byPeople(row.who), subject, row.action);
  } // prettier-ignore

  private stillThere(row: Row, { state }: Subject): boolean {
    return row.from.includes(state as CaseState);
  }

  private async ask(subject: Subject, { action }: Row): Promise<void> {
    const role = subject.state === 'appealing' ? 'reviewer' : 'agent';
    const slips = action === 'assess_slips' || action === 'answer_slips';
    const refused = await this.hands.byAnyone([role], subject, 'request_evidence', { slips });
    if (refused && slips) await this.hands.scan(subject);
  }

  /** Asked, answered and handed in, so that they wait to be judged. */
  private async slipsAnew(subject: Subject, row: Row): Promise<void> {
    await this.ask(subject, row);
    if (subject.state === 'awaiting_merchant') await this.hands.answer(subject);
  }

  private async decide(subject: Subject, wish: Wish): Promise<void> {
    const { hands } = this;
    if (wish.outcomes && !wish.outcomes.includes((await hands.proposed(subject)) ?? ''))
      return hands.sendBack(subject);
    const refused = await hands.byAnyone(['supervisor'], subject, 'approve', wish);
    if (refused?.includes('hold')) await hands.byAnyone(['reviewer'], subject, 'authority_release');
    else if (refused?.includes('device')) await this.world.putRecordsRight(subject);
    else if (refused?.includes('commands')) await this.settled(subject);
    else if (refused !== null) await hands.sendBack(subject);
  }

  /** What was ordered of the terminal system before has come to its end. */
  private async settled(subject: Subject): Promise<void> {
    this.world.terminalSystemIs(subject, 'confirm');
    await this.world.pass(3 * HOUR_MS);
  }

  private async judge(subject: Subject, action: 'overturn' | 'uphold_appeal', wish: Wish): Promise<void> {
    const { hands } = this;
    const refused = await hands.byAnyone(['reviewer'], subject, action, wish);
    if (refused?.includes('hold')) await hands.byAnyone(['reviewer'], subject, 'authority_release');
    if (refused?.includes('device')) await this.world.putRecordsRight(subject);
    if (refused?.includes('commands')) await this.settled(subject);
  }

  private async mended(subject: Subject, wish: Wish): Promise<unknown> {
    const { hands } = this;
    const action = subject.state === 'replacing' ? 'recertified' : 'remediated';
    let refused = await hands.byAnyone(['supervisor', 'agent'], subject, action, wish);
    if (refused === null) return;
    if (refused.includes('measures_decided')) return hands.by('agent', subject, 'give_up');
    if (refused.includes('hold')) await hands.byAnyone(['reviewer'], subject, 'authority_release');
    await hands.mend(subject);
    if (subject.state === 'remediating' || subject.state === 'replacing')
      refused = await hands.byAnyone(['supervisor', 'agent'], subject, action, wish);
  }
}
