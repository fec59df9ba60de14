import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { TransactionsQuery, type TransactionView } from '@thaw/transactions';
import { In } from 'typeorm';
import { FindingRow } from '../finding.entity';
import { inDrawnOrder, populationDigest } from './drawing';
import { SlipSample } from './slip-sample.entity';

export interface Drawing {
  readonly terminalId: string;
  readonly scanId: string;
  /** Of these findings of the scan; null: of all that weigh. */
  readonly findingIds: readonly string[] | null;
  readonly seed: string;
  readonly size: number;
  /** Sales that are not to be asked for (again). */
  readonly without: ReadonlySet<number>;
}

export type Drawn = Omit<SlipSample, 'requestId' | 'caseId' | 'drawnAt'>;

export interface DrawnSales {
  readonly sample: Drawn;
  readonly sales: readonly TransactionView[];
}

/** Looked up at once, in the order in which they were drawn. */
const LOOKED_AT_ONCE = 200;

/** Draws sales from what a scan flagged, and draws them again to see that a recorded sample is the one of its seed. */
@Injectable()
export class SlipSamples {
  constructor(private readonly transactions: TransactionsQuery) {}

  /** Fewer than wanted where there are no more. Null where one of the findings is none of the scan's that weigh. */
  async draw(tx: Tx, drawing: Drawing): Promise<DrawnSales | null> {
    const { scanId, seed, size, without } = drawing;
    const findings = await weighingOf(tx, scanId);
    const chosen = drawing.findingIds
      ? findings.filter(({ id }) => drawing.findingIds?.includes(id))
      : findings;
    if (drawing.findingIds && chosen.length < new Set(drawing.findingIds).size) return null;
    const ids = chosen.flatMap(({ transactionIds }) => transactionIds);
    const drawn = inDrawnOrder(ids, seed);
    const [sales, skipped]: [TransactionView[], number[]] = [[], []];
    for (let from = 0; from < drawn.length && sales.length < size; from += LOOKED_AT_ONCE) {
      const looked = drawn.slice(from, from + LOOKED_AT_ONCE);
      const found = await this.find(tx, drawing.terminalId, chosen, looked);
      for (const id of looked) {
        if (sales.length === size) break;
        const sale = found.get(id);
        if (sale && leavesSlip(sale) && !without.has(id)) sales.push(sale);
        else skipped.push(id);
      }
    }
    return {
      sales,
      sample: {
        scanId,
        findingIds: chosen.map(({ id }) => id),
        seed,
        size,
        population: drawn.length,
        populationDigest: populationDigest(ids),
        skipped,
        picked: sales.map(({ id }) => id),
      },
    };
  }

  async record(tx: Tx, sample: SlipSample): Promise<void> {
    await tx.insert(SlipSample, sample);
  }

  /** The samples of a case, each drawn again: `reproduced` says that the same sales came of it. */
  async ofCase(tx: Tx, caseId: string): Promise<readonly (SlipSample & { readonly reproduced: boolean })[]> {
    const samples = await tx.find(SlipSample, {
      where: { caseId },
      order: { drawnAt: 'ASC', requestId: 'ASC' },
    });
    return Promise.all(
      samples.map(async (sample) => ({ ...sample, reproduced: await isReproduced(tx, sample) })),
    );
  }

  private async find(
    tx: Tx,
    terminalId: string,
    findings: readonly FindingRow[],
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, TransactionView>> {
    const wanted = new Set(ids);
    const within = findings.filter(({ transactionIds }) => transactionIds.some((id) => wanted.has(id)));
    if (within.length === 0) return new Map();
    const from = new Date(Math.min(...within.map(({ fromAt }) => fromAt.getTime())));
    const to = new Date(Math.max(...within.map(({ toAt }) => toAt.getTime())));
    const found = await this.transactions.transactionsByIds(tx, terminalId, from, to, ids);
    return new Map(found.map((one) => [one.id, one]));
  }
}

/** A slip is printed of what was sold, and of nothing else. */
export const leavesSlip = ({ type, status }: Pick<TransactionView, 'type' | 'status'>): boolean =>
  type === 'purchase' && status === 'approved';

const weighingOf = (tx: Tx, scanId: string): Promise<FindingRow[]> =>
  tx
    .createQueryBuilder(FindingRow, 'f')
    .addSelect('f.transactionIds')
    .where('f.scanId = :scanId AND f.weight > 0', { scanId })
    .orderBy('f.ordinal')
    .getMany();

async function isReproduced(tx: Tx, sample: SlipSample): Promise<boolean> {
  const findings = await tx.find(FindingRow, {
    select: { id: true, transactionIds: true },
    where: { scanId: sample.scanId, id: In([...sample.findingIds]) },
  });
  const ids = findings.flatMap(({ transactionIds }) => transactionIds);
  const skipped = new Set(sample.skipped);
  const drawn = inDrawnOrder(ids, sample.seed).filter((id) => !skipped.has(id));
  return (
    populationDigest(ids) === sample.populationDigest &&
    drawn.slice(0, sample.picked.length).join() === sample.picked.join() &&
    sample.picked.length === Math.min(sample.size, drawn.length)
  );
}
