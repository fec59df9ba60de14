import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { MeasuresService, type Measure } from '@thaw/registry';
import { In } from 'typeorm';
import { AuthorityHold, FreezeCase } from '../entities';
import type { CaseRows } from '../facts/case-rows.query';
import type { MeasureReading } from '../views/measures.view';

/** Reads what a case shows of its measures, of those of others that bind its terminal, of its commands and its holds. */
@Injectable()
export class MeasureReadings {
  constructor(private readonly measures: MeasuresService) {}

  async read(
    tx: Tx,
    { id: caseId, terminalId }: FreezeCase,
    rows: CaseRows,
  ): Promise<Omit<MeasureReading, 'proposals'>> {
    return {
      measures: await this.measures.historyOfCase(tx, caseId),
      measureEvents: await this.measures.eventsOfCase(tx, caseId),
      othersInForce: await this.othersOf(tx, caseId, terminalId),
      commands: await rows.commands(),
      signatures: await rows.signatures(),
      holds: await tx.find(AuthorityHold, { where: { caseId }, order: { placedAt: 'ASC', id: 'ASC' } }),
    };
  }

  private async othersOf(
    tx: Tx,
    caseId: string,
    terminalId: string,
  ): Promise<readonly (Measure & { caseNumber: string })[]> {
    const binding = await this.measures.measuresInForce(tx, terminalId);
    // Of an earlier case on this terminal too: it outlived that case.
    const others = binding.filter((measure) => measure.caseId !== caseId);
    if (others.length === 0) return [];
    const cases = await tx.findBy(FreezeCase, { id: In(others.map((measure) => measure.caseId)) });
    return others.flatMap((measure) => {
      const of = cases.find(({ id }) => id === measure.caseId);
      return of ? [{ ...measure, caseNumber: of.number }] : [];
    });
  }
}
