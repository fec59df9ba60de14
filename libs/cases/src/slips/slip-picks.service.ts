import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { SlipSamples, SlipsQuery, leavesSlip } from '@thaw/risk';
import { TransactionsQuery, type TransactionView } from '@thaw/transactions';
import { SLIPS_MOST, isAnswered, refusal, refuse, type SaleToAsk, type SlipsToAsk } from '../domain';
import type { FreezeCase } from '../entities';
import { ScanFactsQuery } from '../facts/scan-facts.query';

/** What an agent sends: sales by hand, or how many to draw from what the last scan flagged. One of the two. */
export interface SlipsWanted {
  readonly transactions?: readonly { readonly id: number; readonly occurredAt: Date }[];
  readonly sample?: {
    readonly size: number;
    /** Draws the same from the same scan; where none is given, one is made and kept. */
    readonly seed?: string;
    /** From these findings alone. */
    readonly findingIds?: readonly string[];
  };
}

/** Finds the sales whose slips are wanted: each of the case's own terminal, known to the desk, and such as leaves a slip. */
@Injectable()
export class SlipPicks {
  constructor(
    private readonly scans: ScanFactsQuery,
    private readonly slips: SlipsQuery,
    private readonly samples: SlipSamples,
    private readonly transactions: TransactionsQuery,
  ) {}

  /** @throws DomainError INVALID_REQUEST naming the field. */
  async find(tx: Tx, freezeCase: FreezeCase, wanted: SlipsWanted): Promise<SlipsToAsk> {
    const { transactions, sample } = wanted;
    if ((transactions === undefined) === (sample === undefined)) {
      throw invalid(
        'slips',
        '请选定交易，或说明抽样的笔数，二者择一。',
        'Pick transactions, or say how many to draw: one of the two.',
      );
    }
    return transactions ? this.pick(tx, freezeCase, transactions) : this.draw(tx, freezeCase, sample);
  }

  private async pick(
    tx: Tx,
    { terminalId }: FreezeCase,
    picks: NonNullable<SlipsWanted['transactions']>,
  ): Promise<SlipsToAsk> {
    if (picks.length === 0 || picks.length > SLIPS_MOST) {
      throw invalid(
        'slips.transactions',
        `请选择 1 至 ${SLIPS_MOST} 笔交易。`,
        `Pick between 1 and ${SLIPS_MOST} of them.`,
      );
    }
    const times = picks.map(({ occurredAt }) => occurredAt.getTime());
    const found = await this.transactions.transactionsByIds(
      tx,
      terminalId,
      new Date(Math.min(...times)),
      new Date(Math.max(...times)),
      picks.map(({ id }) => id),
    );
    const sales = picks.map(({ id, occurredAt }, index) => {
      const field = `slips.transactions[${index}]`;
      if (picks.findIndex((one) => one.id === id) < index)
        throw invalid(field, '交易重复。', 'This transaction is named twice.');
      const sale = found.find((one) => one.id === id && one.occurredAt.getTime() === occurredAt.getTime());
      if (!sale) {
        throw invalid(
          field,
          '本案件终端没有这笔交易，请核对编号与时间。',
          'The terminal of this case has no such transaction: check its id and time.',
        );
      }
      if (!leavesSlip(sale)) {
        throw invalid(
          field,
          '只有成功的消费交易才有签购单。',
          'Only an approved purchase leaves a slip: ask for another.',
        );
      }
      return saleOf(sale);
    });
    return { sales, sample: null };
  }

  private async draw(
    tx: Tx,
    freezeCase: FreezeCase,
    { size, seed, findingIds }: NonNullable<SlipsWanted['sample']> = { size: 0 },
  ): Promise<SlipsToAsk> {
    if (!Number.isInteger(size) || size < 1 || size > SLIPS_MOST) {
      throw invalid(
        'slips.sample.size',
        `请填写 1 至 ${SLIPS_MOST} 笔。`,
        `Give a number between 1 and ${SLIPS_MOST}.`,
      );
    }
    const { scan } = await this.scans.read({ tx, freezeCase });
    if (!scan) {
      throw refuse(
        refusal(
          'request_evidence.scanned',
          '本案件尚无完成的扫描，无从抽样：请先扫描，或直接选定交易。',
          'There is no finished scan to draw from: scan first, or pick transactions.',
          'slips.sample',
        ),
      );
    }
    const known = await this.slips.ofCase(tx, freezeCase.id);
    const without = new Set(
      known
        .filter((slip) => isAnswered(slip) && slip.assessment !== 'rejected')
        .map(({ transactionId }) => transactionId),
    );
    const drawn = await this.samples.draw(tx, {
      terminalId: freezeCase.terminalId,
      scanId: scan.id,
      findingIds: findingIds ?? null,
      seed: seed ?? freshSeed(),
      size,
      without,
    });
    if (drawn) return { sales: drawn.sales.map(saleOf), sample: drawn.sample };
    throw invalid(
      'slips.sample.findingIds',
      '不是最近一次扫描中计分的命中。',
      'Name findings of the last scan that weigh.',
    );
  }
}

/** Letters alone: digits could look like a card number, and would be masked. */
const freshSeed = (): string =>
  randomBytes(16)
    .toString('hex')
    .replaceAll(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)));

const saleOf = (sale: TransactionView): SaleToAsk => ({
  transactionId: sale.id,
  occurredAt: sale.occurredAt,
  amountFen: sale.amountFen,
  currency: sale.currency,
  cardLastFour: sale.cardLastFour,
  reference: sale.reference,
  traceNo: sale.traceNo,
  batchNo: sale.batchNo,
});

const invalid = (field: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail: { zh, en } });
