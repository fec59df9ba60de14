import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { MeasuresService } from '@thaw/registry';
import { SlipsService } from '@thaw/risk';
import { CaseRepository } from '../case.repository';
import { referenceOf, refusal, refuse, type CaseEffect } from '../domain';
import { EvidenceFile, EvidenceItem, FreezeCase, ProofFile } from '../entities';
import { EventLog } from '../event-log';
import type { EffectContext, EffectHandlers, EffectOf } from './effect-handlers';
import { TellingEffects } from './telling-effects';

/** What one case does to another. */
@Injectable()
export class CaseEffects {
  readonly handlers: EffectHandlers<CaseEffect> = {
    hand_to_case: (context, effect) => this.handTo(context, effect),
  };

  constructor(
    private readonly cases: CaseRepository,
    private readonly events: EventLog,
    private readonly measures: MeasuresService,
    private readonly slips: SlipsService,
    private readonly telling: TellingEffects,
  ) {}

  /** The case that goes on takes over the measures in force, slips and all files, and its timeline says from where. */
  private async handTo(context: EffectContext, { caseId }: EffectOf<'hand_to_case'>): Promise<void> {
    const { tx, freezeCase, actor, now } = context;
    const other = await lockAtOnce(tx, caseId);
    const measures = await this.measures.takeOver(tx, freezeCase.id, caseId, now);
    const slips = await this.slips.handOver(tx, freezeCase.id, caseId);
    const files = await this.moveFiles(context, other);
    const proofs = await takeProofs(tx, freezeCase.id, caseId);
    const saved = await this.cases.save(tx, other, other.state, {}, { now, merchantSees: true });
    await this.events.append(tx, {
      caseId,
      at: now,
      actor,
      persona: 'agent',
      from: saved.state,
      to: saved.state,
      draft: {
        type: 'duplicate_joined',
        data: { duplicate: freezeCase.number, measures, files, slips, proofs },
      },
    });
    await this.telling.taskForOwner(
      { ...context, freezeCase: saved },
      { kind: 'task_for_owner', task: 'duplicate_joined' },
    );
  }

  /** @returns ids of the files that moved. What is settled there stays settled; what is not has now been supplied. */
  private async moveFiles({ tx, freezeCase, now }: EffectContext, other: FreezeCase): Promise<string[]> {
    const moved: string[] = [];
    const { items } = referenceOf(other.referenceVersion);
    for (const item of await tx.findBy(EvidenceItem, { caseId: freezeCase.id })) {
      const files = await tx.findBy(EvidenceFile, { itemId: item.id });
      if (files.length === 0) continue;
      const { code } = item;
      const standing = await tx.findOneBy(EvidenceItem, { caseId: other.id, code });
      const there = standing ?? {
        ...item,
        id: randomUUID(),
        caseId: other.id,
        requestId: null,
        supplier: items[code].supplier,
        required: false,
        state: 'supplied' as const,
        absenceReason: null,
        createdAt: now,
      };
      if (!standing) await tx.insert(EvidenceItem, there);
      const isRejected = standing?.state === 'rejected' && files.some(({ rejected }) => !rejected);
      if (standing && (standing.state === 'needed' || isRejected)) {
        await tx.update(EvidenceItem, { id: standing.id }, { state: 'supplied' });
      }
      await tx.update(EvidenceFile, { itemId: item.id }, { caseId: other.id, itemId: there.id });
      moved.push(...files.map(({ id }) => id));
    }
    return moved;
  }
}

/**
 * A step that was signed keeps the proof it was signed on, so that proofs stay, and the other case has each under an id
 * of its own: the same stored bytes, which nobody rewrites.
 * @returns the ids that they have there.
 */
async function takeProofs(tx: Tx, fromCaseId: string, toCaseId: string): Promise<string[]> {
  const proofs = await tx.find(ProofFile, {
    where: { caseId: fromCaseId },
    order: { uploadedAt: 'ASC', id: 'ASC' },
  });
  const taken = proofs.map((proof) => ({
    ...proof,
    id: randomUUID(),
    caseId: toCaseId,
    takenFrom: proof.id,
  }));
  if (taken.length > 0) await tx.insert(ProofFile, taken);
  return taken.map(({ id }) => id);
}

/** Whoever holds the other case may be waiting for this one: nobody waits here. */
async function lockAtOnce(tx: Tx, id: string): Promise<FreezeCase> {
  const found = await tx.findOne(FreezeCase, {
    where: { id },
    lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
  });
  if (found && found.state !== 'closed') return found;
  throw refuse(
    refusal(
      'dismiss.other_busy',
      '对方案件正由他人操作或刚刚结案，请稍后重试。',
      'Somebody is at work on the other case, or it was closed just now: try again.',
      'duplicateOf',
    ),
  );
}
