import type { Bilingual } from '@thaw/kernel';
import type { DeskClient } from '../import/desk-client';
import type { ReportKind, ReportLine, TerminalNumbers } from './report-lines';

export interface ReportTotals {
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Terminals that the desk does not know; their lines are among the rejected. */
  readonly unknown: TerminalNumbers[];
  /** Of the rejected, in the order in which they were sent. */
  readonly first: { readonly line: number; readonly message: Bilingual }[];
}

/** What the desk answers to a report, as far as it is told on. */
interface Receipt {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly items: readonly { readonly field?: string; readonly message?: Bilingual }[];
}

/** A report that no desk takes for too long, in items and bytes. */
const ITEMS_A_REPORT = 1_000;
/** Rejected lines that are told one by one. */
const TOLD_MOST = 20;

interface Waiting {
  readonly numbers: TerminalNumbers;
  readonly lines: number[];
  items: ReportLine['item'][];
}

/** Gathers lines by terminal, and sends each terminal's when there are enough. */
export class ReportSender {
  private readonly waiting = new Map<string, Waiting>();
  /** By numbers; null where the desk knows none. */
  private readonly ids = new Map<string, string | null>();
  private readonly totals: ReportTotals = { accepted: 0, duplicates: 0, rejected: 0, unknown: [], first: [] };
  private held = 0;

  constructor(
    private readonly kind: ReportKind,
    private readonly desk: DeskClient,
  ) {}

  /** @throws DeskRefusal · DeskUnreachable */
  async add(line: number, { numbers, item }: ReportLine): Promise<void> {
    const key = `${numbers.merchantNo}/${numbers.terminalNo}`;
    let waiting = this.waiting.get(key);
    if (!waiting) {
      waiting = { numbers, lines: [], items: [] };
      this.waiting.set(key, waiting);
    }
    waiting.lines.push(line);
    waiting.items.push(item);
    this.held += 1;
    if (waiting.items.length === ITEMS_A_REPORT) await this.send(key, waiting);
    // Many terminals with few lines each would otherwise all wait for the end of the file.
    if (this.held >= ITEMS_A_REPORT * 10) await this.finish();
  }

  leaveOut(line: number, message: Bilingual): void {
    this.totals.rejected += 1;
    if (this.totals.first.length < TOLD_MOST) this.totals.first.push({ line, message });
  }

  /** Sends what waits. @throws DeskRefusal · DeskUnreachable */
  async finish(): Promise<ReportTotals> {
    for (const [key, waiting] of this.waiting) await this.send(key, waiting);
    return this.totals;
  }

  private async send(key: string, { numbers, lines, items }: Waiting): Promise<void> {
    this.waiting.delete(key);
    this.held -= items.length;
    const id = await this.terminalId(key, numbers);
    if (id === null) {
      this.totals.rejected += items.length;
      return;
    }
    const receipt = await this.desk.post<Receipt>(`/v1/terminals/${id}/${this.kind}`, { items });
    this.totals.accepted += receipt.accepted;
    this.totals.duplicates += receipt.duplicates;
    for (const [place, { message }] of receipt.items.entries()) {
      if (message) this.leaveOut(lines[place] as number, message);
    }
    const untold = receipt.rejected - receipt.items.filter(({ message }) => message).length;
    this.totals.rejected += untold;
  }

  private async terminalId(key: string, { merchantNo, terminalNo }: TerminalNumbers): Promise<string | null> {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const query = new URLSearchParams({ merchantNo, terminalNo });
    const { items } = await this.desk.get<{ items: readonly { id: string }[] }>(
      `/v1/terminals?${query.toString()}`,
    );
    const id = merchantNo === '' || terminalNo === '' ? null : (items[0]?.id ?? null);
    this.ids.set(key, id);
    if (id === null) this.totals.unknown.push({ merchantNo, terminalNo });
    return id;
  }
}
