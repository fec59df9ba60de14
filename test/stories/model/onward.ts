import { CaseService } from '@thaw/cases';
import type { ActionName, CaseState, Persona } from '@thaw/cases/domain';
import { png } from '../../factories/freeze-case';
import { act, look, type Hand } from './acting';
import type { Dice } from './dice';
import type { SeenCase } from './scene';
import type { RowCounts } from './row-counts';
import type { Role, Subject, World } from './world';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A way to lead a case on, and the row that it is to take. */
interface Way {
  readonly row: readonly [action: ActionName, persona: Persona];
  readonly go: (subject: Subject) => Promise<unknown>;
}

/** What leads a case on from the state where it stands: where a row is deep in, chance alone seldom comes. */
export class Onward {
  constructor(
    private readonly counts: RowCounts,
    private readonly world: World,
    private readonly dice: Dice,
  ) {}

  /** One of the ways, mostly the one whose row was taken least. */
  async of(subject: Subject): Promise<void> {
    const ways = this.waysFrom(subject.state as CaseState);
    if (ways.length === 0) return;
    const taken = ({ row: [action, persona] }: Way): number =>
      this.counts.leastOf(action, subject.state as CaseState, persona);
    const [rarest] = [...ways].sort((one, other) => taken(one) - taken(other));
    await (rarest && this.dice.oneIn(2) ? rarest : this.dice.pick(ways)).go(subject);
  }

  private waysFrom(state: CaseState): readonly Way[] {
    const way = (action: ActionName, persona: Persona, go: Way['go']): Way => ({ row: [action, persona], go });
    const by = (action: ActionName, role: Role): Way => way(action, role, (subject) => this.by(role, subject, action));
    const decide = way('propose', 'agent', (subject) => this.towardsDecision(subject));
    switch (state) {
      case 'reported':
        return [by('triage', 'agent'), by('triage', 'agent'), by('dismiss', 'agent')];
      case 'investigating':
      case 'reviewing':
        return [decide, decide, decide, by('request_evidence', 'agent')];
      case 'awaiting_merchant':
        return [
          way('submit_evidence', 'merchant', (subject) => this.answer(subject)),
          by('answer_slips', 'merchant'),
          way('assess_slips', 'reviewer', (subject) => this.slipsInAppeal(subject)),
          way('undo_overdue', 'clock', (subject) => this.answerAtTheBell(subject)),
          way('assess', 'reviewer', (subject) => this.judgeInAppeal(subject, 'assess')),
          way('reject', 'reviewer', (subject) => this.judgeInAppeal(subject, 'reject')),
          way('recall_request', 'agent', (subject) => this.recall(subject)),
        ];
      case 'pending_approval': {
        const approve = way('approve', 'supervisor', (subject) => this.settle(subject, 'approve'));
        return [
          approve,
          approve,
          approve,
          way('return', 'supervisor', (subject) => this.settle(subject, 'return')),
          way('withdraw_proposal', 'agent', (subject) => this.withdraw(subject)),
        ];
      }
      case 'upheld':
        return [by('appeal', 'merchant'), by('reconsider', 'supervisor'), way('lapse', 'clock', () => this.world.pass(35 * DAY_MS))];
      case 'remediating':
      case 'replacing':
        return [
          way(state === 'replacing' ? 'recertified' : 'remediated', 'agent', (subject) => this.mend(subject)),
          by('give_up', 'agent'),
          by('appeal', 'merchant'),
        ];
      case 'restoring':
        return [
          way('restore_confirmed', 'gateway', (subject) => this.restore(subject, 'confirm')),
          way('restore_failed', 'gateway', (subject) => this.restore(subject, 'refuse')),
          by('retry_restore', 'agent'),
          by('stop_restore', 'supervisor'),
          way('stop_restore', 'clock', (subject) => this.scanNewSales(subject)),
          way('confirm_restore_manually', 'agent', (subject) => this.confirmByTwo(subject)),
        ];
      case 'monitoring':
        return [
          way('watch_passed', 'clock', () => this.world.pass(40 * DAY_MS)),
          way('refreeze', 'clock', (subject) => this.scanNewSales(subject)),
          by('refreeze', 'agent'),
          by('appeal', 'merchant'),
        ];
      case 'closed':
        return [by('appeal', 'merchant'), by('reopen', 'supervisor')];
      case 'appealing':
        return (['request_evidence', 'assess', 'reject', 'assess_slips', 'uphold_appeal', 'overturn'] as const).map((action) =>
          way(action, 'reviewer', (subject) => this.inAppeal(subject, action)),
        );
      case 'terminating':
        return [
          way('confirm_termination', 'gateway', (subject) => this.retire(subject)),
          way('confirm_termination_manually', 'agent', (subject) => this.terminateByTwo(subject)),
        ];
    }
  } // prettier-ignore

  /** Whatever the proposal is refused for is done, and it is tried again. */
  private async towardsDecision(subject: Subject): Promise<void> {
    for (let tries = 0; tries < 6; tries++) {
      const refused = await this.by('agent', subject, 'propose');
      if (refused === null) return;
      if (/scan/.test(refused)) await this.scan(subject);
      else if (/slips/.test(refused)) await this.by('supervisor', subject, 'assess_slips');
      else if (/required_accepted|items_assessed/.test(refused)) await this.waiveAll(subject);
      else if (/heard/.test(refused)) {
        await this.by('agent', subject, 'request_evidence');
        return;
      } else if (/steps/.test(refused)) await this.mend(subject);
      else if (/hold/.test(refused)) await this.by('reviewer', subject, 'authority_release');
      else return;
    }
  }

  private async scan(subject: Subject): Promise<void> {
    const agent = this.world.someone('agent', subject, this.dice);
    await agent.http.post(`/v1/cases/${subject.number}/scans`);
    await this.world.settle();
  }

  private async waiveAll(subject: Subject): Promise<void> {
    const supervisor = this.world.someone('supervisor', subject, this.dice);
    const seen = await look(supervisor, subject);
    for (const item of seen?.evidence.items ?? []) {
      if (item.state === 'accepted' || item.state === 'waived') continue;
      const body = { version: (await look(supervisor, subject))?.version, itemId: item.id, text: 'as seen' };
      await supervisor.http.post(`/v1/cases/${subject.number}/actions/waive`).send(body);
    }
  }

  private async answer(subject: Subject): Promise<void> {
    const { merchant } = subject;
    for (const item of (await look(merchant, subject))?.evidence.items ?? []) {
      if (item.files.length === 0 && !this.dice.oneIn(3))
        await merchant.http.post(`/v1/cases/${subject.number}/evidence/${item.id}/files`).attach('file', png(), 'slip.png');
    }
    await this.by('merchant', subject, 'answer_slips');
    await this.by('merchant', subject, 'submit_evidence');
  } // prettier-ignore

  private async judgeInAppeal(subject: Subject, action: 'assess' | 'reject'): Promise<void> {
    const { merchant } = subject;
    for (const item of (await look(merchant, subject))?.evidence.items ?? [])
      await merchant.http.post(`/v1/cases/${subject.number}/evidence/${item.id}/files`).attach('file', png(), 'slip.png');
    await this.byAnyone('reviewer', subject, action);
  } // prettier-ignore

  private async slipsInAppeal(subject: Subject): Promise<void> {
    await this.by('merchant', subject, 'answer_slips');
    await this.byAnyone('reviewer', subject, 'assess_slips');
  }

  private async recall(subject: Subject): Promise<void> {
    if ((await this.byAnyone('agent', subject, 'recall_request')) !== null)
      await this.byAnyone('reviewer', subject, 'recall_request');
  }

  /** Sent before the due instant, and come for the case after it: in time. */
  private async answerAtTheBell(subject: Subject): Promise<void> {
    const { world } = this;
    const { merchant } = subject;
    const seen = await look(merchant, subject);
    if (!seen) return;
    const receivedAt = world.desk.clock.now();
    await world.pass(12 * DAY_MS);
    const absences = seen.evidence.items.map(({ id }) => ({ itemId: id, reason: 'as seen' }));
    const actor = { kind: 'user', userId: merchant.id, roles: ['merchant'], merchantId: subject.shop.merchant.id, displayName: 'merchant' } as const;
    const cases = world.desk.api.get(CaseService, { strict: false });
    await cases
      .act(actor, subject.number, 'submit_evidence', seen.version, { absences }, receivedAt)
      .catch((error: unknown) => this.counts.refused(`at the bell: ${String(error)}`));
    await world.settle();
  } // prettier-ignore

  private async settle(subject: Subject, action: 'approve' | 'return'): Promise<void> {
    const refused = await this.byAnyone('supervisor', subject, action);
    if (refused?.includes('hold')) await this.byAnyone('reviewer', subject, 'authority_release');
    else if (refused?.includes('device')) await this.world.putRecordsRight(subject);
    else if (refused !== null && !(await this.withdraw(subject)))
      await this.byAnyone('supervisor', subject, 'return');
  }

  /** By whoever proposed it. */
  private async withdraw(subject: Subject): Promise<boolean> {
    return (
      (await this.byAnyone('agent', subject, 'withdraw_proposal')) === null ||
      (await this.byAnyone('supervisor', subject, 'withdraw_proposal')) === null
    );
  }

  private async mend(subject: Subject): Promise<void> {
    if (subject.state === 'replacing') this.world.terminalSystemIs(subject, 'confirm');
    else await this.world.putRecordsRight(subject);
    for (let step = 0; step < 12; step++) {
      const told = await this.by('agent', subject, 'attest');
      const seen = await this.byAnyone('supervisor', subject, 'verify');
      if (told !== null && seen !== null) break;
    }
    if (subject.state === 'replacing') await this.world.pass(HOUR_MS);
    if (subject.state === 'remediating') await this.by('supervisor', subject, 'remediated');
    if (subject.state === 'replacing') await this.byAnyone('supervisor', subject, 'recertified');
  }

  private async restore(subject: Subject, as: 'confirm' | 'refuse'): Promise<void> {
    this.world.terminalSystemIs(subject, as);
    await this.by('agent', subject, 'retry_restore');
    await this.world.pass(this.dice.pick([1, 3, 12]) * HOUR_MS);
  }

  private async scanNewSales(subject: Subject): Promise<void> {
    await this.world.sales(subject, this.dice);
    await this.scan(subject);
    if (subject.state === 'monitoring') await this.world.pass(26 * HOUR_MS);
  }

  private async confirmByTwo(subject: Subject): Promise<void> {
    await this.by('agent', subject, 'confirm_restore_manually');
    await this.by('supervisor', subject, 'confirm_restore_manually');
  }

  private async terminateByTwo(subject: Subject): Promise<void> {
    await this.by('agent', subject, 'confirm_termination_manually');
    await this.by('supervisor', subject, 'confirm_termination_manually');
  }

  private async retire(subject: Subject): Promise<void> {
    this.world.terminalSystemIs(subject, 'confirm');
    await this.by('agent', subject, 'retry_command');
    await this.world.pass(HOUR_MS);
  }

  private async inAppeal(subject: Subject, action: ActionName): Promise<void> {
    const refused = await this.byAnyone('reviewer', subject, action);
    if (refused && /hold/.test(refused)) await this.byAnyone('reviewer', subject, 'authority_release');
    if (refused && /device/.test(refused)) await this.world.putRecordsRight(subject);
  }

  /** By the first in this role who may: some are too near to the case. */
  private async byAnyone(role: Exclude<Role, 'merchant'>, subject: Subject, action: ActionName): Promise<string | null> {
    let refused: string | null = 'nobody';
    for (const person of this.world.people[role]) {
      const seen = await look(person, subject);
      if (!seen) continue;
      refused = await act(this.counts, this.world, { subject, person, role, action, seen, dice: this.dice });
      if (refused === null) return null;
    }
    return refused;
  } // prettier-ignore

  /** @returns null where it was done, else why not. */
  private async by(role: Role, subject: Subject, action: ActionName): Promise<string | null> {
    const person = this.world.someone(role, subject, this.dice);
    const seen: SeenCase | null = await look(person, subject);
    if (!seen) return 'not seen';
    const hand: Hand = { subject, person, role, action, seen, dice: this.dice };
    return act(this.counts, this.world, hand);
  }
}
