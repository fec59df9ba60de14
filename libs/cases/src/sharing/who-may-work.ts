import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, type Tx } from '@thaw/platform';
import { snapshotOf } from '../case.repository';
import { mayWorkOn, refusal, sideRefusal, type Refusal } from '../domain';
import type { FreezeCase } from '../entities';
import { FactsQuery } from '../facts/facts.query';
import { InvolvementFactsQuery } from '../facts/involvement-facts.query';
import { PeopleOnce, type Known } from './known';

/** Whether a case can be somebody's, of the staff: whoever may not take its next step could do nothing on it. */
@Injectable()
export class WhoMayWork {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly facts: FactsQuery,
    private readonly involvement: InvolvementFactsQuery,
  ) {}

  /**
   * By the lifecycle’s own guards, for one person after another.
   * @param known facts of the case, whoever acts: what is theirs alone is asked for each person.
   * @returns why a person may not; null: they may.
   */
  async of(
    tx: Tx,
    freezeCase: FreezeCase,
    { facts: known, people = new PeopleOnce() }: Pick<Known, 'facts' | 'people'> = {},
  ): Promise<(userId: string) => Promise<Refusal | null>> {
    const now = this.clock.now();
    const read = known ?? this.facts.once(tx, freezeCase, systemActor('clock'), { now, receivedAt: now });
    const facts = await read();
    const snapshot = snapshotOf(freezeCase);
    return async (userId) => {
      const sides = await this.involvement.sidesOfUser(tx, freezeCase.id, userId);
      if (sideRefusal('desk', sides)) return ANOTHER_SIDE;
      const { roles } = await people.of(tx, userId);
      return mayWorkOn(snapshot, facts, { userId, roles, sides }) ? null : NOT_THEIR_STEP;
    };
  }
}

/** The same, said to whoever wants to take it themselves. */
export const saidToOneself = (refused: Refusal): Refusal =>
  refused === NOT_THEIR_STEP ? NOT_YOUR_STEP : NOT_YOUR_SIDE;

const ANOTHER_SIDE: Refusal = {
  code: 'SEPARATION_OF_DUTIES',
  rule: 'assign.one_side',
  field: 'userId',
  why: {
    zh: '该同事曾以另一身份处理过本案件，不能经办：请选择另一人。',
    en: 'They acted on this case on another side and could do nothing on it: choose another person.',
  },
};

const NOT_THEIR_STEP = refusal(
  'assign.may_decide',
  '该同事不能办理本案件的下一步（例如审批须由提议人以外的主管办理）：请选择另一人。',
  'They may not take the case’s next step (a proposal is approved by a supervisor who did not make it): choose another person.',
  'userId',
);

const NOT_YOUR_SIDE: Refusal = {
  code: 'SEPARATION_OF_DUTIES',
  rule: 'assign.one_side',
  why: {
    zh: '您曾以另一身份处理过本案件，不能经办：请由同事领取。',
    en: 'You acted on this case on another side and could do nothing on it: leave it to a colleague.',
  },
};

const NOT_YOUR_STEP = refusal(
  'assign.may_decide',
  '您不能办理本案件的下一步（例如审批须由提议人以外的主管办理）：请由可以办理的同事领取。',
  'You may not take the case’s next step (a proposal is approved by a supervisor who did not make it): leave it to a colleague who may.',
);
