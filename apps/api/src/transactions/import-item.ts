import {
  explainFailure,
  failureCode,
  type HistoryImport,
  type RoutedImportView,
  type RoutedPart,
} from '@thaw/transactions';
import type { FastifyReply } from 'fastify';
import type { ImportFailureItem, ImportItem } from './imports.dto';
import type { RoutedImportItem, RoutedPartItem } from './routed-imports.dto';

/** An import as its sender and the desk read it. */
export const importItem = (row: HistoryImport): ImportItem => ({
  id: row.id,
  terminalId: row.terminalId,
  caseId: row.caseId,
  routedImportId: row.routedImportId,
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
  failure: failureItem(row.failure),
  createdAt: row.createdAt,
  startedAt: row.startedAt,
  finishedAt: row.finishedAt,
});

/** A file of several terminals, and what its imports have come to together. */
export const routedImportItem = (view: RoutedImportView): RoutedImportItem => ({
  id: view.id,
  fileName: view.fileName,
  contentHash: view.contentHash.toString('hex'),
  sizeBytes: view.sizeBytes,
  duplicateOf: view.duplicateOf,
  strict: view.strict,
  state: view.state,
  terminals: view.terminals,
  linesTotal: view.linesTotal,
  linesDone: view.linesDone,
  bytesDone: view.bytesDone,
  percent: percentOf(view),
  accepted: view.accepted,
  duplicates: view.duplicates,
  rejected: view.rejected,
  unrouted: view.unrouted,
  failure: failureItem(view.failure),
  createdAt: view.createdAt,
  startedAt: view.startedAt,
  finishedAt: view.finishedAt,
});

export const routedPartItem = ({ merchantNo, terminalNo, import: row }: RoutedPart): RoutedPartItem => ({
  merchantNo,
  terminalNo,
  ...importItem(row),
});

function failureItem(failure: string | null): ImportFailureItem | null {
  if (failure === null) return null;
  const code = failureCode(failure);
  return { code, ...explainFailure(code) };
}

/** A file of no lines is done when its job says so. */
function percentOf({
  state,
  linesDone,
  linesTotal,
}: Pick<HistoryImport, 'state' | 'linesDone' | 'linesTotal'>): number {
  if (linesTotal === 0) return state === 'finished' ? 100 : 0;
  return Math.floor((linesDone * 100) / linesTotal);
}

/** Says where the import is to be seen. */
export function taken(reply: FastifyReply, row: HistoryImport): ImportItem {
  void reply.header('location', `/v1/imports/${row.id}`);
  return importItem(row);
}
