import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { HistoryReader } from '@thaw/transactions';
import { append, cardsOfRows, type FindingPart } from '../engine';
import { scanSetup } from './standing-setup';
import { readCards, type KeptScan, type OpenFinding } from './standing-store';

/** What the open rows of a standing scan come to, whole. Only heads of it are kept: the ids are those of many rows. */
@Injectable()
export class OpenFindings {
  constructor(private readonly history: HistoryReader) {}

  /** @throws Error on rules that are not the ones of this program: a caller asks first. */
  async parts(tx: Tx, terminalId: string, kept: KeptScan, openRows: number): Promise<readonly FindingPart[]> {
    const rows = await this.history.rowsBehind(tx, terminalId, kept.place, openRows);
    const cards = await readCards(tx, terminalId, cardsOfRows(rows));
    return append(scanSetup(kept.setup), { stream: kept.stream, cards }, rows, 0).open;
  }
}

/** The heads that are kept. */
export const openOf = (openFindings: string | null): readonly OpenFinding[] =>
  JSON.parse(openFindings ?? '[]') as OpenFinding[];
