import { explainFailure, failureCode, type HistoryImport } from '@thaw/transactions';
import type { FastifyReply } from 'fastify';
import type { ImportItem } from './imports.dto';

/** An import as its sender and the desk read it. */
export const importItem = (row: HistoryImport): ImportItem => ({
  id: row.id,
  terminalId: row.terminalId,
  caseId: row.caseId,
  fileName: row.fileName,
  contentHash: row.contentHash.toString('hex'),
  sizeBytes: row.sizeBytes,
  duplicateOf: row.duplicateOf,
  strict: row.strict,
  state: row.state,
  linesTotal: row.linesTotal,
  linesDone: row.linesDone,
  bytesDone: row.bytesDone,
  percent: percentOf(row),
  accepted: row.accepted,
  duplicates: row.duplicates,
  rejected: row.rejected,
  failure:
    row.failure === null
      ? null
      : { code: failureCode(row.failure), ...explainFailure(failureCode(row.failure)) },
  createdAt: row.createdAt,
  startedAt: row.startedAt,
  finishedAt: row.finishedAt,
});

/** A file of no lines is done when its job says so. */
function percentOf({ state, linesDone, linesTotal }: HistoryImport): number {
  if (linesTotal === 0) return state === 'finished' ? 100 : 0;
  return Math.floor((linesDone * 100) / linesTotal);
}

/** Says where the import is to be seen. */
export function taken(reply: FastifyReply, row: HistoryImport): ImportItem {
  void reply.header('location', `/v1/imports/${row.id}`);
  return importItem(row);
}
