import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { SLIP_ITEM, type EvidenceFacts, type ItemFact } from '../domain';
import { EvidenceRequest } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class EvidenceFactsQuery implements FactsReader<EvidenceFacts> {
  async read({ tx, freezeCase: { id, beganAnewAt } }: FactsAbout): Promise<EvidenceFacts> {
    const requests = await tx.find(EvidenceRequest, { where: { caseId: id }, order: { round: 'ASC' } });
    const last = requests.at(-1);
    const counted = requests.filter(({ requestedAt }) => beganAnewAt === null || requestedAt >= beganAnewAt);
    const open = requests.find(({ closedAt }) => closedAt === null) ?? null;
    return {
      items: await this.items(tx, id, open?.id ?? null),
      openRequest: open,
      overdueRequest: last?.closedAs === 'overdue' ? last : null,
      pausingRequests: counted.filter(({ pausesClock }) => pausesClock).length,
      // Submitted by the merchant, or on behalf with what the merchant said: `answerBrought` lets nothing else through.
      merchantWasHeard: counted.some(({ closedAs }) => closedAs === 'submitted' || closedAs === 'overdue'),
    };
  }

  private async items(tx: Tx, caseId: string, openRequestId: string | null): Promise<readonly ItemFact[]> {
    const rows = await tx.query<
      (Omit<ItemFact, 'inOpenRequest' | 'absenceReason'> & {
        absence_reason: string | null;
        request_id: string | null;
      })[]
    >(
      `SELECT i.id, i.code, i.supplier, i.required, i.released, i.state, i.absence_reason, i.request_id,
              CASE r.returns_to WHEN 'appealing' THEN 'appeal' WHEN 'reviewing' THEN 'desk' END AS "askedBy",
              count(f.id) FILTER (WHERE f.malware_scan <> 'refused')::int AS files,
              count(f.id) FILTER (WHERE f.malware_scan <> 'refused' AND NOT f.rejected)::int AS "countedFiles",
              count(f.id) FILTER (WHERE f.malware_scan = 'quarantined' AND NOT f.rejected)::int AS "filesInQuarantine",
              count(f.id) FILTER (WHERE f.malware_scan <> 'refused' AND f.uploaded_at >= r.requested_at)::int
                AS "filesSinceAsked",
              CASE WHEN i.code = $3 AND i.request_id = $2 THEN
                (SELECT CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE s.state = 'asked') END FROM slip s
                 WHERE s.request_id = $2)::int END AS "slipsOpen"
       FROM evidence_item i LEFT JOIN evidence_file f ON f.item_id = i.id
         LEFT JOIN evidence_request r ON r.id = i.request_id
       WHERE i.case_id = $1 GROUP BY i.id, r.id ORDER BY i.code`,
      [caseId, openRequestId, SLIP_ITEM],
    );
    return rows.map(({ absence_reason, request_id, ...item }) => ({
      ...item,
      absenceReason: absence_reason,
      inOpenRequest: openRequestId !== null && request_id === openRequestId,
    }));
  }
}
