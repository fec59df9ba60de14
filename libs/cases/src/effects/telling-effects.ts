import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { QueueMember } from '@thaw/desk';
import { usersIn } from '@thaw/identity';
import { actorRef, Zone } from '@thaw/kernel';
import { NotificationsService } from '@thaw/notifications';
import { CONFIG, type Config } from '@thaw/platform';
import { MeasuresService, RegistryQuery, measureFace } from '@thaw/registry';
import { ScansQuery } from '@thaw/risk';
import { CalendarsQuery, deadline } from '@thaw/sla';
import { In, IsNull } from 'typeorm';
import {
  DECISION_LETTERS,
  DELIVERY_TARGET,
  MERCHANT_FACES,
  appealTerms,
  decisionStands,
  leavesAppeal,
  referenceOf,
  weighing,
  type NotificationTemplate,
  type SentTemplate,
  type TellingEffect,
} from '../domain';
import {
  AwaitedLetter,
  CaseMessage,
  CaseNote,
  MessageFile,
  NoteFile,
  NoteMention,
  Proposal,
  TerminationStatementRow,
  type FreezeCase,
} from '../entities';
import { snapshotOf } from '../case.repository';
import { findingsInLetter, type FindingsInLetter } from '../letter-findings';
import { merchantFace, merchantOutcome, writeLetter, type HeldFunds } from '../letters';
import { CaseSearch } from '../search/case-search.service';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

/** Letters that say what money is held, on what ground and until when. */
const TELLS_OF_FUNDS: readonly NotificationTemplate[] = [
  ...DECISION_LETTERS,
  'freeze_notice',
  'termination_notice',
  'terminated',
];

@Injectable()
export class TellingEffects {
  readonly handlers: EffectHandlers<TellingEffect> = {
    notify_merchant: (context, effect) => this.notifyMerchant(context, effect),
    task_for_owner: (context, effect) => this.taskForOwner(context, effect),
    task_for_person: (context, { task, userId }) =>
      this.taskFor(context, userId, { kind: 'task_for_owner', task, about: userId }),
    send_message: (context, effect) => this.sendMessage(context, effect),
    write_note: (context, effect) => this.writeNote(context, effect),
  };

  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly notifications: NotificationsService,
    private readonly measures: MeasuresService,
    private readonly registry: RegistryQuery,
    private readonly scans: ScansQuery,
    private readonly calendars: CalendarsQuery,
    private readonly search: CaseSearch,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  async notifyMerchant(context: EffectContext, effect: EffectOf<'notify_merchant'>): Promise<void> {
    const { tx, freezeCase, now } = context;
    const reference = referenceOf(freezeCase.referenceVersion);
    const face = merchantFace(reference, freezeCase.reasonCode);
    const withFunds = TELLS_OF_FUNDS.includes(effect.template);
    const mayAppeal =
      DECISION_LETTERS.includes(effect.template) &&
      leavesAppeal(snapshotOf(freezeCase), effect.outcome ?? null);
    const usual = mayAppeal || effect.template === 'freeze_notice' ? MERCHANT_FACES[face].documents : [];
    const codes = effect.codes ?? usual;
    const letter = writeLetter(effect.template, {
      appealDays: mayAppeal ? appealTerms(snapshotOf(freezeCase)).windowDays : null,
      verdict: effect.verdict ?? null,
      findings: await this.findingsBehind(context, effect),
      number: freezeCase.number,
      face,
      // Of what is looked at anew nothing is said as if it stood.
      outcome:
        effect.outcome && decisionStands(snapshotOf(freezeCase))
          ? merchantOutcome(effect.outcome, freezeCase.state)
          : null,
      documents: codes.map((code) => reference.items[code].title),
      due: effect.dueAt ? this.readable(effect.dueAt) : null,
      held: withFunds ? await this.heldFunds(context) : [],
      words: effect.words ?? null,
      fileName: effect.fileName ?? null,
    });
    const letterId = await this.notifications.tell(
      tx,
      {
        dedupeKey: stepKey(freezeCase, effect.template, effect.about),
        recipient: { kind: 'merchant', id: freezeCase.merchantId },
        caseId: freezeCase.id,
        template: effect.template,
        content: { number: freezeCase.number, ...letter },
      },
      now,
    );
    if (mayAppeal && letterId) {
      const { dueAt: askAt } = deadline(now, DELIVERY_TARGET, await this.calendars.inForce(tx), 'desk');
      await tx.insert(AwaitedLetter, { letterId, caseId: freezeCase.id, askAt, asked: 0 });
    }
  }

  /** Of a case without an owner the supervisors who see it are told, who can give it to somebody; where none does, all: never silence. */
  async taskForOwner(context: EffectContext, effect: EffectOf<'task_for_owner'>): Promise<void> {
    const { ownerId } = context.freezeCase;
    if (ownerId) return this.taskFor(context, ownerId, effect);
    for (const userId of await this.supervisorsOf(context))
      await this.taskFor(context, userId, { ...effect, about: `${effect.about ?? ''}/${userId}` });
  }

  /** The supervisors who see the case; where none does, all. */
  async supervisorsOf({ tx, freezeCase: { queue } }: EffectContext): Promise<readonly string[]> {
    const supervisors = await usersIn(tx, 'supervisor');
    if (queue === null) return supervisors;
    const members = await tx.findBy(QueueMember, { queue });
    const own = supervisors.filter((id) => members.some(({ userId }) => userId === id));
    return own.length > 0 ? own : supervisors;
  }

  async taskFor(
    { tx, freezeCase, now }: EffectContext,
    userId: string,
    { task, about }: EffectOf<'task_for_owner'>,
  ): Promise<void> {
    await this.notifications.tell(
      tx,
      {
        dedupeKey: stepKey(freezeCase, `task/${task}`, about),
        recipient: { kind: 'user', id: userId },
        caseId: freezeCase.id,
        template: 'task',
        content: { number: freezeCase.number, task },
        roundTheClock: freezeCase.slaClass === 'P1',
      },
      now,
    );
  }

  private async sendMessage(
    { tx, freezeCase, actor, now, fromMerchant }: EffectContext,
    { text, files, template }: EffectOf<'send_message'>,
  ): Promise<void> {
    const id = randomUUID();
    await tx.insert(CaseMessage, {
      id,
      caseId: freezeCase.id,
      fromMerchant,
      author: actorRef(actor),
      body: text,
      sentAt: now,
      ...pinned(template),
    });
    await this.search.keepText(tx, freezeCase, { source: 'message', sourceId: id, at: now, text });
    await tx.update(MessageFile, { id: In([...files]), caseId: freezeCase.id }, { messageId: id });
  }

  private async writeNote(context: EffectContext, effect: EffectOf<'write_note'>): Promise<void> {
    const { tx, freezeCase, actor, now } = context;
    const { text, files, mentions, template } = effect;
    const id = randomUUID();
    await tx.insert(CaseNote, {
      id,
      caseId: freezeCase.id,
      author: actorRef(actor),
      body: text,
      writtenAt: now,
      ...pinned(template),
    });
    await this.search.keepText(tx, freezeCase, { source: 'note', sourceId: id, at: now, text });
    await tx.update(NoteFile, { id: In([...files]), caseId: freezeCase.id }, { noteId: id });
    for (const userId of mentions) {
      await tx.insert(NoteMention, { noteId: id, userId });
      await this.taskFor(context, userId, { kind: 'task_for_owner', task: 'mentioned', about: userId });
    }
  }

  /** What the decision rests on, in merchant-safe words; nothing where it found the freeze without ground. */
  private async findingsBehind(
    { tx, freezeCase }: EffectContext,
    { template, outcome, verdict }: EffectOf<'notify_merchant'>,
  ): Promise<readonly FindingsInLetter[]> {
    if (!DECISION_LETTERS.includes(template) || (outcome === 'U' && !verdict)) return [];
    const decided = await tx.findOne(Proposal, {
      where: { caseId: freezeCase.id, state: 'approved' },
      order: { seq: 'DESC' },
    });
    return decided ? findingsInLetter(weighing(await this.scans.findings(tx, decided.scanId))) : [];
  }

  /** A termination can name ground and end anew for money that stays held. */
  private async heldFunds({ tx, freezeCase, actor }: EffectContext): Promise<HeldFunds[]> {
    const statement = await tx.findOneBy(TerminationStatementRow, {
      caseId: freezeCase.id,
      withdrawnAt: IsNull(),
    });
    const agreed = freezeCase.state === 'closed' && statement?.countersignedBy ? statement.funds : [];
    const held = (await this.measures.inForceOfCase(tx, freezeCase.id))
      .filter(({ releasedAt }) => releasedAt === null)
      .map((measure) => {
        const named = agreed.find(({ measureId }) => measureId === measure.id);
        if (named?.change !== 'hold') return measureFace(measure);
        return measureFace({ ...measure, heldGround: named.ground, releaseAt: new Date(named.until) });
      })
      .filter((face) => face !== null)
      .filter(({ heldAmountFen, heldGround, releaseAt }) => heldAmountFen ?? heldGround ?? releaseAt);
    if (held.length === 0) return [];
    const { currency } = await this.registry.terminal(tx, actor, freezeCase.terminalId);
    return held.map(({ heldAmountFen, heldGround, releaseAt }) => ({
      amountFen: heldAmountFen,
      currency,
      ground: heldGround,
      releaseDay: releaseAt && this.zone.dateText(releaseAt.getTime()),
    }));
  }

  private readable(at: Date): string {
    const local = new Date(at.getTime() + this.zone.offsetAt(at.getTime())).toISOString();
    return `${local.slice(0, 10)} ${local.slice(11, 16)} (${this.zone.name})`;
  }
}

/** A text keeps the very version of the template that it came of. */
const pinned = (template: SentTemplate | null) => ({
  templateId: template?.id ?? null,
  templateVersion: template?.version ?? null,
});

/** One per step of the case, or per what it is about within the step: the version names the step. */
const stepKey = ({ id, version }: FreezeCase, what: string, about: string | undefined): string =>
  `${id}/${version}/${what}${about === undefined ? '' : `/${about}`}`;
