import { CaseService } from '@thaw/cases';
import type { ActionName } from '@thaw/cases/domain';
import type { Mode } from '../../../apps/cli/src/gateway-simulator/behaviour';
import { png } from '../../factories/freeze-case';
import { act, look, staffView } from './acting';
import type { Dice } from './dice';
import type { RowCounts } from './row-counts';
import type { Wish } from './scene';
import type { Role, Subject, World } from './world';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of a replacement nine, each of its remedy's steps and some that are sent back. */
const STEPS_MOST = 16;

/** What people do to a case in more than one step, as those would who mean to bring it on. */
export class Hands {
  constructor(
    private readonly counts: RowCounts,
    private readonly world: World,
    private readonly dice: Dice,
  ) {}

  /** By one of this role. @returns null where it was done, else why not. */
  async by(role: Role, subject: Subject, action: ActionName, wish: Wish = {}): Promise<string | null> {
    const person = this.world.someone(role, subject, this.dice);
    const seen = await staffView(person, role, subject);
    if (!seen) return 'not seen';
    return act(this.counts, this.world, { subject, person, role, action, seen, dice: this.dice, wish });
  }

  /** By the first of these roles who may: some are too near to the case. They find the same on it. */
  async byAnyone(roles: readonly Role[], subject: Subject, action: ActionName, wish: Wish = {}): Promise<string | null> {
    let refused = 'nobody';
    for (const role of roles) {
      const people = role === 'merchant' ? [subject.merchant] : this.world.people[role];
      const seen = await staffView(people[0]!, role, subject);
      if (!seen) continue;
      for (const person of people) {
        const why = await act(this.counts, this.world, { subject, person, role, action, seen, dice: this.dice, wish });
        if (why === null) return null;
        refused = why;
        if (!/\.own|not_|independent|next_round|second_person|side|placer|SEPARATION/.test(refused)) break;
      }
    }
    const isNobody = roles[0] === 'reviewer' && /independent|next_round/.test(refused);
    if (!isNobody) return refused;
    const person = await this.world.hire('reviewer');
    const seen = await look(person, subject);
    return seen && act(this.counts, this.world, { subject, person, role: 'reviewer', action, seen, dice: this.dice, wish });
  } // prettier-ignore

  /** Whatever the proposal is refused for is done, and it is tried again. */
  async propose(subject: Subject, wish: Wish): Promise<void> {
    const known =
      (await staffView(this.world.people.supervisor[0]!, 'supervisor', subject))?.reason?.outcomes ?? [];
    if (wish.outcomes && !wish.outcomes.some((outcome) => known.includes(outcome)))
      await this.byAnyone(['supervisor'], subject, 'reclassify', wish);
    let before: string | null = null;
    for (let tries = 0; tries < 6; tries++) {
      const refused = await this.by('agent', subject, 'propose', wish);
      if (refused === null) return;
      if (refused === before) {
        // What an appeal asked for last, the desk has to ask for itself before it can do without.
        if (/required_accepted/.test(refused))
          await this.byAnyone(['agent'], subject, 'request_evidence', { slips: false });
        return;
      }
      before = refused;
      if (/scan/.test(refused)) await this.scan(subject);
      else if (/slips/.test(refused)) await this.byAnyone(['supervisor'], subject, 'assess_slips', wish);
      else if (/required_accepted|items_assessed/.test(refused)) await this.judgeAll(subject);
      else if (/heard/.test(refused)) {
        await this.byAnyone(['agent'], subject, 'request_evidence', { slips: false });
        return;
      } else if (/steps/.test(refused)) await this.mend(subject);
      else if (/outcome_of_reason/.test(refused))
        await this.byAnyone(['supervisor'], subject, 'reclassify', wish);
      else if (/hold/.test(refused)) await this.byAnyone(['reviewer'], subject, 'authority_release');
      else if (/device_comes_back/.test(refused)) return this.takenBack(subject);
      else return;
    }
  }

  /** The devices are again as they were, by the terminal system's own word. */
  private async takenBack(subject: Subject): Promise<void> {
    this.world.terminalSystemIs(subject, 'confirm');
    for (let tries = 0; tries < 3; tries++) {
      await this.byAnyone(['agent'], subject, 'retry_command');
      await this.world.pass(HOUR_MS);
    }
  }

  async scan(subject: Subject): Promise<void> {
    const agent = this.world.someone('agent', subject, this.dice);
    await agent.http.post(`/v1/cases/${subject.number}/scans`);
    await this.world.settle();
  }

  /** What was supplied is accepted, the rest is done without. */
  private async judgeAll(subject: Subject): Promise<void> {
    const supervisor = this.world.someone('supervisor', subject, this.dice);
    const seen = await staffView(supervisor, 'supervisor', subject);
    let version = seen?.version;
    for (const item of seen?.evidence.items ?? []) {
      if (item.state === 'accepted' || item.state === 'waived') continue;
      const action = item.state === 'supplied' ? 'assess' : 'waive';
      const { status, body } = await supervisor.http
        .post(`/v1/cases/${subject.number}/actions/${action}`)
        .send({ version, itemId: item.id, ...(action === 'waive' ? { text: 'as seen' } : {}) });
      if (status < 400) version = body.version as number;
      else this.counts.refused(`${action} ${body.rule ?? body.code}`);
    }
    await this.world.know(subject);
  }

  /** The merchant puts in a file for what it was asked, or says why there is none, and hands all in. */
  async answer(subject: Subject): Promise<void> {
    await this.bring(subject, 2);
    const seen = await look(subject.merchant, subject);
    if (seen?.evidence.slips?.some(({ state }) => state === 'asked' || state === 'rejected'))
      await this.byAnyone(['merchant'], subject, 'answer_slips');
    await this.byAnyone(['merchant'], subject, 'submit_evidence', { surely: true });
  }

  /** @param most of how many items. */
  async bring(subject: Subject, most: number): Promise<void> {
    const { merchant } = subject;
    const items = (await look(merchant, subject))?.evidence.items ?? [];
    for (const { id } of items.filter(({ files }) => files.length === 0).slice(0, most))
      await merchant.http.post(`/v1/cases/${subject.number}/evidence/${id}/files`).attach('file', png(), 'slip.png');
    const [first] = items;
    if (first && items.every(({ files }) => files.length > 0))
      await merchant.http.post(`/v1/cases/${subject.number}/evidence/${first.id}/files`).attach('file', png(), 'slip.png');
    await this.world.know(subject);
  } // prettier-ignore

  /** Sent before the due instant, and come for the case after it: in time. */
  async answerAtTheBell(subject: Subject): Promise<void> {
    const { world } = this;
    const { merchant } = subject;
    await this.byAnyone(['merchant'], subject, 'answer_slips');
    const seen = await look(merchant, subject);
    if (!seen) return;
    const receivedAt = world.desk.clock.now();
    const asked = await world.askedOf(subject);
    await world.pass(12 * DAY_MS);
    const absences = asked.map((itemId) => ({ itemId, reason: 'as seen' }));
    const actor = { kind: 'user', userId: merchant.id, roles: ['merchant'], merchantId: subject.shop.merchant.id, displayName: 'merchant' } as const;
    const cases = world.desk.api.get(CaseService, { strict: false });
    await cases
      .act(actor, subject.number, 'submit_evidence', seen.version, { absences }, receivedAt)
      .catch((error: unknown) => this.counts.refused(`at the bell: ${String(error)}`));
    await world.settle();
  } // prettier-ignore

  /** @returns the outcome that waits for approval. */
  async proposed(subject: Subject): Promise<string | undefined> {
    return (await this.pending(subject))?.outcome;
  }

  private async pending(subject: Subject) {
    const seen = await staffView(this.world.people.supervisor[0]!, 'supervisor', subject);
    return seen?.proposals?.find(({ state }) => state === 'pending');
  }

  /** By whoever proposed it; where its ground has moved, another sends it back. */
  async sendBack(subject: Subject): Promise<void> {
    const proposer = (await this.pending(subject))?.proposedBy;
    const withdrawn = await this.bySomeone(proposer, subject, 'withdraw_proposal');
    if (withdrawn !== null) await this.byAnyone(['supervisor'], subject, 'return');
  }

  /** By whoever asked. */
  async recall(subject: Subject): Promise<void> {
    const seen = await staffView(this.world.people.supervisor[0]!, 'supervisor', subject);
    await this.bySomeone(seen?.evidence.request?.requestedBy, subject, 'recall_request');
  }

  private async bySomeone(id: string | undefined, subject: Subject, action: ActionName): Promise<string | null> {
    for (const role of ['agent', 'supervisor', 'reviewer'] as const) {
      const person = this.world.people[role].find((one) => one.id === id);
      const seen = person && (await staffView(person, role, subject));
      if (seen) return act(this.counts, this.world, { subject, person, role, action, seen, dice: this.dice });
    }
    return 'nobody';
  } // prettier-ignore

  async mend(subject: Subject): Promise<void> {
    const replaces = subject.state === 'replacing';
    if (replaces) this.world.terminalSystemIs(subject, 'confirm');
    else await this.world.putRecordsRight(subject);
    for (let step = 0; step < STEPS_MOST; step++) {
      const told = await this.by('agent', subject, 'attest', { surely: true });
      if (told?.includes('records_agree')) await this.world.enterUpkeep(subject);
      const seen = await this.byAnyone(['supervisor'], subject, 'verify', { surely: true });
      if (told !== null && seen !== null && !told.includes('records_agree')) break;
    }
  }

  /** @returns once the terminal system has been told, and has answered as it is said to. */
  async restore(subject: Subject, as: Mode): Promise<void> {
    this.world.terminalSystemIs(subject, as);
    await this.byAnyone(['agent'], subject, 'retry_restore');
    for (let tries = 0; tries < 3 && subject.state === 'restoring'; tries++) await this.world.pass(HOUR_MS);
  }

  async scanNewSales(subject: Subject): Promise<void> {
    await this.world.sales(subject, this.dice);
    await this.scan(subject);
    if (subject.state === 'monitoring') await this.world.pass(26 * HOUR_MS);
  }

  /** By the terminal system's own word; what it cannot say, two persons sign. */
  async retire(subject: Subject): Promise<void> {
    this.world.terminalSystemIs(subject, 'confirm');
    await this.byAnyone(['agent'], subject, 'retry_command');
    await this.world.pass(HOUR_MS);
    for (const role of ['agent', 'supervisor'] as const)
      if (subject.state === 'terminating')
        await this.byAnyone([role], subject, 'confirm_termination_manually');
  }

  /** An order on the terminal that its system does not carry out. */
  async failingOrder(subject: Subject): Promise<void> {
    await this.byAnyone(['agent'], subject, 'impose_measure', { terminalSystem: 'fail' });
    for (let tries = 0; tries < 3; tries++) await this.world.pass(HOUR_MS);
  }

  /** Nothing is in force any more, by the terminal system's own word. */
  async easeAll(subject: Subject): Promise<void> {
    for (let tries = 0; tries < 3; tries++)
      if ((await this.byAnyone(['supervisor'], subject, 'ease_measure', { terminalSystem: 'confirm' })) !== null) return;
  } // prettier-ignore
}
