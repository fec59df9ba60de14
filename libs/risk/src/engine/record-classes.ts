import { statusOf, typeOf } from '@thaw/transactions/records';
import type { RecordKind } from '../rules';
import type { RecordList } from './record-batch';
import type { ScanRecord } from './scan-record';
import type { ScanCounts } from './scan-state';

/** What a record is to the rules, and how many were it. */
export interface RecordClass {
  /** Null: it is nothing to any rule. */
  readonly kind: RecordKind | null;
  /** Where rules look for it. */
  readonly lists: readonly RecordList[];
  count: number;
}

/** Type, status and card type of a row of a block are six bits. */
const BLOCK_KINDS = 64;

/** Tells what each record of a stream is to the rules; what is nothing to purchase rules counts by its first reason. */
export class RecordClasses {
  private readonly purchase: RecordClass;
  private readonly decline: RecordClass;
  private readonly refund: RecordClass;
  private readonly notPurchase = nothing();
  private readonly notApproved = nothing();
  private readonly otherCurrency = nothing();
  /** By the kind of a block's row, of the terminal's own currency and of others. */
  private readonly own: readonly RecordClass[];
  private readonly others: readonly RecordClass[];

  /** @param listsOf where rules look for records of this kind. */
  constructor(listsOf: (kind: RecordKind) => readonly RecordList[]) {
    const of = (kind: RecordKind): RecordClass => ({ kind, lists: listsOf(kind), count: 0 });
    this.purchase = of('purchase');
    this.decline = of('decline');
    this.refund = of('refund');
    const byKind = (isOwn: boolean): RecordClass[] =>
      Array.from({ length: BLOCK_KINDS }, (_, kind) => this.of(typeOf(kind), statusOf(kind), isOwn));
    this.own = byKind(true);
    this.others = byKind(false);
  }

  /** @param isOwn whether it is of the terminal's own currency. */
  of(type: ScanRecord['type'], status: ScanRecord['status'], isOwn: boolean): RecordClass {
    if (type !== 'purchase') {
      return isOwn && type === 'refund' && status === 'approved' ? this.refund : this.notPurchase;
    }
    if (status !== 'approved') return isOwn && status === 'declined' ? this.decline : this.notApproved;
    return isOwn ? this.purchase : this.otherCurrency;
  }

  /** The same for a row of a block. */
  ofBlockKind(kind: number, isOwn: boolean): RecordClass {
    return (isOwn ? this.own[kind] : this.others[kind]) as RecordClass;
  }

  counts(): Pick<ScanCounts, 'records' | 'purchases' | 'excluded'> {
    const purchases = this.purchase.count;
    const excluded = {
      notPurchase: this.notPurchase.count + this.refund.count,
      notApproved: this.notApproved.count + this.decline.count,
      otherCurrency: this.otherCurrency.count,
    };
    const { notPurchase, notApproved, otherCurrency } = excluded;
    return { records: purchases + notPurchase + notApproved + otherCurrency, purchases, excluded };
  }

  goOnFrom({ purchases, excluded }: ScanCounts): void {
    this.purchase.count = purchases;
    this.notPurchase.count = excluded.notPurchase;
    this.notApproved.count = excluded.notApproved;
    this.otherCurrency.count = excluded.otherCurrency;
  }
}

const nothing = (): RecordClass => ({ kind: null, lists: [], count: 0 });
