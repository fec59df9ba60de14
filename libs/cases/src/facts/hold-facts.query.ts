import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import type { HoldFacts } from '../domain';
import { AuthorityHold, EvidenceFile, EvidenceItem } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class HoldFactsQuery implements FactsReader<HoldFacts> {
  async read({ tx, freezeCase: { id } }: FactsAbout): Promise<HoldFacts> {
    const holds = await tx.find(AuthorityHold, {
      where: { caseId: id, releasedAt: IsNull() },
      order: { placedAt: 'ASC', id: 'ASC' },
    });
    const item = await tx.findOneBy(EvidenceItem, { caseId: id, code: AUTHORITY_DOCUMENT });
    const files =
      item && (await tx.findBy(EvidenceFile, { itemId: item.id, malwareScan: Not('refused' as const) }));
    return {
      holds: holds.map(({ id: holdId, placedBy, fileId }) => ({ id: holdId, placedBy, fileId })),
      authorityHold: holds.length > 0,
      authorityItem: item && { id: item.id, files: (files ?? []).map(({ id: fileId }) => fileId) },
    };
  }
}

/** The evidence item under which the papers of police and regulators lie. */
export const AUTHORITY_DOCUMENT = 'E17';
