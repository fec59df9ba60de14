import type { TransactionRecord } from '@thaw/transactions/records';

const SMALLEST = 1024;

type Numbers = Float64Array | Uint32Array | Uint8Array;

/** What the rules read of a transaction. */
export interface HistoryRow {
  /** The file's line. */
  id: number;
  at: number;
  amountFen: number;
  currency: string;
  type: TransactionRecord['type'];
  status: TransactionRecord['status'];
  /** A short name that stands for the card within this file; null where the line names none. */
  card: string | null;
  cardType: TransactionRecord['cardType'];
  /** First digits of the card's number, where the file gives the number. */
  bin: string | null;
}

/**
 * The transactions of a file, about 30 bytes each, to be read terminal by terminal in the order of time: a file need
 * not be in order, and one of five million lines would not fit as objects.
 */
export class HistoryColumns {
  private size = 0;
  private at = new Float64Array(SMALLEST);
  private amount = new Float64Array(SMALLEST);
  private line = new Uint32Array(SMALLEST);
  private card = new Uint32Array(SMALLEST);
  private terminal = new Uint32Array(SMALLEST);
  private currency = new Uint8Array(SMALLEST);
  private type = new Uint8Array(SMALLEST);
  private status = new Uint8Array(SMALLEST);
  private cardType = new Uint8Array(SMALLEST);
  private readonly cards = new Names<string | null>();
  /** By card; that of no card is none. */
  private readonly bins: (string | null)[] = [null];
  private readonly terminals = new Names<string | null>();
  private readonly currencies = new Names<string>();
  private readonly types = new Names<TransactionRecord['type']>();
  private readonly statuses = new Names<TransactionRecord['status']>();
  private readonly cardTypes = new Names<TransactionRecord['cardType']>();

  constructor() {
    // Place 0 is no card, in every file.
    this.cards.place(null);
  }

  get count(): number {
    return this.size;
  }

  /** @param terminal whose it is, by the name that all its lines go under. */
  add(record: TransactionRecord, terminal: string | null): void {
    const row = this.size++;
    if (row === this.at.length) this.grow();
    this.at[row] = record.occurredAt;
    this.amount[row] = record.amountFen;
    this.line[row] = record.line;
    const card = this.cards.place(record.cardToken);
    this.card[row] = card;
    if (card === this.bins.length) this.bins.push(record.bin);
    this.terminal[row] = this.terminals.place(terminal);
    this.currency[row] = this.currencies.place(record.currency);
    this.type[row] = this.types.place(record.type);
    this.status[row] = this.statuses.place(record.status);
    this.cardType[row] = this.cardTypes.place(record.cardType);
  }

  /** The name in this file of the card with this token; null where no line names it. */
  cardOf(token: string): string | null {
    const place = this.cards.find(token);
    return place === undefined ? null : String(place);
  }

  /**
   * Each terminal's transactions by time, equal times by line; terminals by name, the nameless first. The row that a
   * history yields is one object for all: read it before asking for the next.
   */
  *histories(): Generator<{ terminal: string | null; rows: Iterable<HistoryRow> }, void, undefined> {
    const { starts, order } = this.byTerminal();
    const places = Array.from(this.terminals.names.keys());
    places.sort((a, b) => compareNames(this.terminals.names[a] ?? '', this.terminals.names[b] ?? ''));
    for (const place of places) {
      const rows = order.subarray(starts[place], starts[place + 1]);
      if (!this.isInOrder(rows)) rows.sort((a, b) => this.compareRows(a, b));
      yield { terminal: this.terminals.names[place] ?? null, rows: this.rows(rows) };
    }
  }

  private *rows(order: Uint32Array): Generator<HistoryRow, void, undefined> {
    const row: HistoryRow = {
      id: 0,
      at: 0,
      amountFen: 0,
      currency: '',
      type: 'purchase',
      status: 'approved',
      card: null,
      cardType: 'unknown',
      bin: null,
    };
    for (const index of order) {
      row.id = this.line[index] as number;
      row.at = this.at[index] as number;
      row.amountFen = this.amount[index] as number;
      row.currency = this.currencies.at(this.currency[index]);
      row.type = this.types.at(this.type[index]);
      row.status = this.statuses.at(this.status[index]);
      row.card = this.card[index] === 0 ? null : String(this.card[index]);
      row.cardType = this.cardTypes.at(this.cardType[index]);
      row.bin = this.bins[this.card[index] as number] ?? null;
      yield row;
    }
  }

  /** Counting sort: the rows of terminal place p are order[starts[p] … starts[p + 1]), in the file's order. */
  private byTerminal(): { starts: Uint32Array; order: Uint32Array } {
    const starts = new Uint32Array(this.terminals.names.length + 1);
    const placeOf = (row: number): number => this.terminal[row] as number;
    for (let row = 0; row < this.size; row++)
      starts[placeOf(row) + 1] = (starts[placeOf(row) + 1] as number) + 1;
    for (let place = 1; place < starts.length; place++) {
      starts[place] = (starts[place] as number) + (starts[place - 1] as number);
    }
    const next = starts.slice();
    const order = new Uint32Array(this.size);
    for (let row = 0; row < this.size; row++) {
      const at = next[placeOf(row)] as number;
      order[at] = row;
      next[placeOf(row)] = at + 1;
    }
    return { starts, order };
  }

  private isInOrder(rows: Uint32Array): boolean {
    return rows.every((row, i) => i === 0 || this.compareRows(rows[i - 1] as number, row) < 0);
  }

  private compareRows(a: number, b: number): number {
    return (
      (this.at[a] as number) - (this.at[b] as number) || (this.line[a] as number) - (this.line[b] as number)
    );
  }

  private grow(): void {
    const capacity = Math.ceil(this.at.length * 1.5);
    const larger = <T extends Numbers>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.at = larger(this.at, new Float64Array(capacity));
    this.amount = larger(this.amount, new Float64Array(capacity));
    this.line = larger(this.line, new Uint32Array(capacity));
    this.card = larger(this.card, new Uint32Array(capacity));
    this.terminal = larger(this.terminal, new Uint32Array(capacity));
    this.currency = larger(this.currency, new Uint8Array(capacity));
    this.type = larger(this.type, new Uint8Array(capacity));
    this.status = larger(this.status, new Uint8Array(capacity));
    this.cardType = larger(this.cardType, new Uint8Array(capacity));
  }
}

/** Gives each name a small number, in the order of their first coming. */
class Names<T extends string | null> {
  readonly names: T[] = [];
  private readonly places = new Map<T, number>();

  place(name: T): number {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    const place = this.names.length;
    this.names.push(name);
    this.places.set(name, place);
    return place;
  }

  find(name: T): number | undefined {
    return this.places.get(name);
  }

  at(place: number | undefined): T {
    return this.names[place as number] as T;
  }
}

const compareNames = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
