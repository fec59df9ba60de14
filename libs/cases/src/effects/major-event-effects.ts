import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { MajorEventEffect } from '../domain';
import { MajorEvent } from '../entities';
import { actingUser } from './acting-user';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

@Injectable()
export class MajorEventEffects {
  readonly handlers: EffectHandlers<MajorEventEffect> = {
    open_major_event: (context, { dueAt }) => this.open(context, dueAt),
    file_major_event: (context, effect) => this.file(context, effect),
  };

  private async open({ tx, freezeCase, actor, now }: EffectContext, dueAt: Date): Promise<void> {
    await tx.insert(MajorEvent, {
      id: randomUUID(),
      caseId: freezeCase.id,
      namedBy: actingUser(actor),
      namedAt: now,
      dueAt,
      receiptNo: null,
      reportedBy: null,
      reportedAt: null,
    });
  }

  /** One that nobody had named is named and reported at once. */
  private async file(
    context: EffectContext,
    { dueAt, receiptNo }: EffectOf<'file_major_event'>,
  ): Promise<void> {
    const { tx, freezeCase, actor, now } = context;
    const open = { caseId: freezeCase.id, reportedAt: IsNull() };
    if (!(await tx.existsBy(MajorEvent, open))) await this.open(context, dueAt);
    await tx.update(MajorEvent, open, { receiptNo, reportedBy: actingUser(actor), reportedAt: now });
  }
}
