import { Injectable } from '@nestjs/common';
import type { Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { CaseRepository } from './case.repository';
import { needMentionable } from './correspondence/mentionable';
import { findTransitions, personasOf, type ActionName } from './domain';
import type { FreezeCase } from './entities';
import { ReplyTexts, type TemplateToUse } from './replies/reply-texts.query';
import { Receivers, type Wished } from './sharing/receivers';
import type { Known } from './sharing/known';
import { WorkSharing } from './sharing/work-sharing';
import { SlipPicks, type SlipsWanted } from './slips/slip-picks.service';

/** Whom and what a payload may name. */
interface Named extends TemplateToUse, Wished {
  readonly ownerId?: unknown;
  readonly mentionIds?: unknown;
  readonly slips?: SlipsWanted | null;
}

const GIVES: readonly ActionName[] = ['take', 'assign', 'hand_over'];

/**
 * What a payload names is looked up before anything is decided on it: colleagues must be such, sales that were picked or
 * are to be drawn become those of the case's terminal, and a template becomes the text that is sent.
 */
@Injectable()
export class PayloadLookUps {
  constructor(
    private readonly cases: CaseRepository,
    private readonly receivers: Receivers,
    private readonly sharing: WorkSharing,
    private readonly slips: SlipPicks,
    private readonly texts: ReplyTexts,
  ) {}

  /**
   * For whoever may not take the action nothing is looked up, since the answer would tell who and what there is. It rests on
   * the case as it stands: where it changes, it is asked anew.
   */
  async found(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: Actor,
    action: ActionName,
    payload: unknown,
    known: Known = {},
  ): Promise<unknown> {
    if ('code' in findTransitions(action, freezeCase.state, personasOf(actor))) return payload;
    const named = (payload ?? {}) as Named;
    switch (action) {
      case 'take':
        if (actor.kind === 'user') await this.sharing.taker(tx, freezeCase, actor.userId, known);
        return payload;
      case 'hand_over':
        return { ...named, ...(await this.receivers.colleague(tx, freezeCase, named, known)) };
      case 'assign':
        return { ...named, ...(await this.receivers.anyone(tx, freezeCase, named, known)) };
      case 'put_back':
        await this.receivers.needFormer(tx, named);
        return payload;
      case 'note':
        await needMentionable(tx, named.mentionIds, (person) => this.cases.isVisible(tx, freezeCase, person));
        return this.written(tx, freezeCase, actor, named, false);
      case 'message':
        return this.written(tx, freezeCase, actor, named, true);
      case 'request_evidence':
        return named.slips
          ? { ...named, slips: await this.slips.find(tx, freezeCase, named.slips) }
          : payload;
      default:
        return payload;
    }
  }

  /** Where several actions of one commit give the case to somebody, whoever may get it is locked first, in one order. */
  async lockForAll(
    tx: Tx,
    freezeCase: FreezeCase,
    actions: readonly { readonly action: ActionName }[],
  ): Promise<void> {
    if (actions.filter(({ action }) => GIVES.includes(action)).length > 1)
      await this.sharing.lockMembers(tx, freezeCase);
  }

  /** Which version of a template was sent is ours to say. */
  private async written(tx: Tx, freezeCase: FreezeCase, actor: Actor, named: Named, toMerchant: boolean) {
    if (named.templateId === undefined || named.templateId === null) return { ...named, template: null };
    return { ...named, ...(await this.texts.toSend(tx, freezeCase, actor, named, toMerchant)) };
  }
}
