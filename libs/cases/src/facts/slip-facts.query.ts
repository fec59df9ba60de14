import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { SLIP_ITEM, type SlipFacts } from '../domain';
import { EvidenceFile, EvidenceItem, EvidenceRequest } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class SlipFactsQuery implements FactsReader<SlipFacts> {
  async read({ tx, rows, freezeCase: { id: caseId } }: FactsAbout): Promise<SlipFacts> {
    const slips = await rows.slips();
    if (slips.length === 0) return { slips: [], slipFiles: [], slipsChangedAt: null };
    const request = await tx.findOneBy(EvidenceRequest, { caseId, closedAt: IsNull() });
    const item = await tx.findOneBy(EvidenceItem, { caseId, code: SLIP_ITEM });
    const files = await tx.findBy(EvidenceFile, {
      caseId,
      itemId: item?.id ?? '',
      malwareScan: Not('refused' as const),
      rejected: false,
    });
    return {
      slips: slips.map(({ id, transactionId, state, assessment, revision, absenceReason, requestId }) => ({
        ...{ id, transactionId, state, assessment, revision, absenceReason },
        inOpenRequest: requestId === request?.id,
      })),
      slipFiles: files.map(({ id }) => id),
      slipsChangedAt: new Date(Math.max(...slips.map(({ changedAt }) => changedAt.getTime()))),
    };
  }
}
