import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { HoldEffect } from '../domain';
import { AuthorityHold, EvidenceItem } from '../entities';
import { actingUser } from './acting-user';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';

@Injectable()
export class HoldEffects {
  readonly handlers: EffectHandlers<HoldEffect> = {
    place_hold: (context, effect) => this.place(context, effect),
    release_hold: (context, effect) => this.release(context, effect),
  };

  private async place(
    { tx, freezeCase, actor, now }: EffectContext,
    { fileId, itemId }: EffectOf<'place_hold'>,
  ): Promise<void> {
    await tx.insert(AuthorityHold, {
      id: randomUUID(),
      caseId: freezeCase.id,
      fileId,
      placedBy: actingUser(actor),
      placedAt: now,
      releaseFileId: null,
      releasedBy: null,
      releasedAt: null,
    });
    // Whoever places a hold stands by its document.
    await tx.update(
      EvidenceItem,
      { id: itemId, caseId: freezeCase.id },
      { state: 'accepted', assessedBy: actingUser(actor), assessedAt: now, assessmentReason: null },
    );
  }

  private async release(
    { tx, freezeCase, actor, now }: EffectContext,
    { holdId, fileId }: EffectOf<'release_hold'>,
  ): Promise<void> {
    await tx.update(
      AuthorityHold,
      { id: holdId, caseId: freezeCase.id },
      { releaseFileId: fileId, releasedBy: actingUser(actor), releasedAt: now },
    );
  }
}
