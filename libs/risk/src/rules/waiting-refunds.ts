import type { SelfSaving, StreamRecord } from './rule';

interface WaitingRefund {
  readonly cardNo: number;
  readonly id: number;
  readonly at: number;
  readonly amountFen: number;
}

type SavedRefund = Omit<WaitingRefund, 'cardNo'> & { readonly card: string };

/** Refunds of today by cards that had bought nothing as large before them: a sale later today may still explain one. */
export class WaitingRefunds implements SelfSaving {
  private waiting: WaitingRefund[] = [];

  get refunds(): readonly WaitingRefund[] {
    return this.waiting;
  }

  add({ cardNo, id, at, amountFen }: StreamRecord): void {
    this.waiting.push({ cardNo, id, at, amountFen });
  }

  /** The card buys for so much. Asked with every purchase, and seldom of any consequence. */
  explain(cardNo: number, fen: number): void {
    for (const one of this.waiting) {
      if (one.cardNo !== cardNo || one.amountFen > fen) continue;
      this.waiting = this.waiting.filter((other) => other.cardNo !== cardNo || other.amountFen > fen);
      return;
    }
  }

  clear(): void {
    if (this.waiting.length > 0) this.waiting = [];
  }

  save(tokenOf: (cardNo: number) => string): SavedRefund[] {
    return this.waiting.map(({ cardNo, id, at, amountFen }) => ({
      card: tokenOf(cardNo),
      id,
      at,
      amountFen,
    }));
  }

  load(saved: unknown, numberOf: (token: string) => number): void {
    this.waiting = (saved as SavedRefund[]).map(({ card, ...refund }) => ({
      cardNo: numberOf(card),
      ...refund,
    }));
  }
}
