import { Injectable } from '@nestjs/common';
import { usersWho } from '@thaw/identity';
import { actorRef, type Actor } from '@thaw/kernel';
import { NotificationsService } from '@thaw/notifications';
import type { Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { RuleSetEvent } from './rule-set-event.entity';
import type { RuleSet } from './rule-set.entity';

/** Who took part in a set so may not be the one who activates it. */
export const DRAFTING = In(['created', 'edited', 'submitted']);

/** Tells of submitted sets those who may activate them. */
@Injectable()
export class SubmissionNotices {
  constructor(private readonly notifications: NotificationsService) {}

  /** @param submitted the set as it was before this person submitted it: each submission is told once. */
  async tell(tx: Tx, actor: Actor, submitted: RuleSet, note: string, now: Date): Promise<void> {
    const { id, number, version, name } = submitted;
    const drafted = await tx.findBy(RuleSetEvent, { ruleSetId: id, type: DRAFTING });
    const tookPart = new Set([actorRef(actor), ...drafted.map((event) => event.actor)]);
    const content = {
      title: { zh: `规则组 ${number} 待您启用`, en: `Rule set ${number} waits to be activated` },
      ruleSet: number,
      name,
      submittedBy: actorRef(actor),
      note,
    };
    for (const userId of await usersWho(tx, 'rule_set.activate')) {
      if (tookPart.has(`user:${userId}`)) continue;
      const dedupeKey = `rule_set/${id}/${version}/submitted/${userId}`;
      const recipient = { kind: 'user', id: userId } as const;
      const draft = { dedupeKey, recipient, caseId: null, template: 'rule_set_submitted', content };
      await this.notifications.tell(tx, draft, now);
    }
  }
}
