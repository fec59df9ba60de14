import { Injectable } from '@nestjs/common';
import { DomainError, isUuid, type Actor, type Page } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { LessThan, type FindOperator } from 'typeorm';
import { MerchantEvent } from './merchant-event.entity';
import { badCursor, cursorParts, pageLimit, toPage, type PageRequest } from './keyset';
import { ownMerchant } from './own-merchant';
import {
  MERCHANT_COLUMNS,
  TERMINALS,
  merchantView,
  terminalView,
  type MerchantRow,
  type MerchantView,
  type TerminalRow,
  type TerminalView,
} from './registry.views';
import { TerminalEvent } from './terminal-event.entity';

export interface TerminalFilter {
  readonly merchantId?: string | undefined;
  readonly merchantNo?: string | undefined;
  readonly terminalNo?: string | undefined;
  /** Of the device bound now. */
  readonly serialNo?: string | undefined;
}

/** As a line of somebody's file names a terminal; the merchant's number may be left out. */
export interface TerminalNumbers {
  readonly merchantNo: string | null;
  readonly terminalNo: string;
}

/** Ambiguous: no merchant is named, and more than one that the actor may see has such a terminal. */
export type TerminalByName =
  | {
      readonly id: string;
      readonly merchantNo: string;
      readonly terminalNo: string;
      readonly currency: string;
    }
  | 'unknown'
  | 'ambiguous';

/** Reads the registry. A merchant user sees the own merchant's part; of another's not even that it exists. */
@Injectable()
export class RegistryQuery {
  /** @throws DomainError NOT_FOUND */
  async merchant(tx: Tx, actor: Actor, id: string): Promise<MerchantView> {
    const own = ownMerchant(actor);
    const rows =
      isUuid(id) && (own === null || own === id)
        ? await tx.query<MerchantRow[]>(`SELECT ${MERCHANT_COLUMNS} FROM merchant m WHERE m.id = $1`, [id])
        : [];
    const [row] = rows;
    if (!row) throw new DomainError('NOT_FOUND');
    return merchantView(row);
  }

  /** In order of their numbers. @throws DomainError INVALID_REQUEST on `cursor`. */
  async merchants(tx: Tx, actor: Actor, page: PageRequest): Promise<Page<MerchantView>> {
    const [after] = cursorParts(page.cursor, 1);
    const limit = pageLimit(page.limit);
    const rows = await tx.query<MerchantRow[]>(
      `SELECT ${MERCHANT_COLUMNS} FROM merchant m
       WHERE ($1::text IS NULL OR m.merchant_no > $1) AND ($2::uuid IS NULL OR m.id = $2)
       ORDER BY m.merchant_no LIMIT $3`,
      [after ?? null, ownMerchant(actor), limit + 1],
    );
    return toPage(rows, limit, merchantView, (last) => [last.merchant_no]);
  }

  /** @throws DomainError NOT_FOUND */
  async terminal(tx: Tx, actor: Actor, id: string): Promise<TerminalView> {
    const [found] = isUuid(id) ? await this.select(tx, actor, 't.id = $2', [id]) : [];
    if (!found) throw new DomainError('NOT_FOUND');
    return found;
  }

  /** By the numbers printed on a slip; null where there is none, or none that the actor may see. */
  async findTerminal(
    tx: Tx,
    actor: Actor,
    numbers: { readonly merchantNo: string; readonly terminalNo: string },
  ): Promise<TerminalView | null> {
    const [found] = await this.select(tx, actor, 'm.merchant_no = $2 AND t.terminal_no = $3', [
      numbers.merchantNo,
      numbers.terminalNo,
    ]);
    return found ?? null;
  }

  /**
   * Of each of these numbers, in their order, whose they are; unknown also where the actor may not see it. Made for
   * thousands at once.
   */
  async terminalsByNumbers(
    tx: Tx,
    actor: Actor,
    numbers: readonly TerminalNumbers[],
  ): Promise<readonly TerminalByName[]> {
    const rows = await tx.query<NumberedRow[]>(BY_NUMBERS, [
      ownMerchant(actor),
      numbers.map(({ merchantNo }) => merchantNo),
      numbers.map(({ terminalNo }) => terminalNo),
    ]);
    const found = new Map(rows.map((row) => [Number(row.place), row]));
    return numbers.map((_, i) => {
      const row = found.get(i + 1);
      if (!row) return 'unknown';
      if (row.merchants > 1) return 'ambiguous';
      return {
        id: row.id,
        merchantNo: row.merchant_no,
        terminalNo: row.terminal_no,
        currency: row.currency,
      };
    });
  }

  /** By the serial number of the device that is bound to it now. */
  async findTerminalBySerialNo(tx: Tx, actor: Actor, serialNo: string): Promise<TerminalView | null> {
    const [found] = await this.select(tx, actor, 'd.serial_no = $2', [serialNo]);
    return found ?? null;
  }

  /** By merchant, then by number. @throws DomainError INVALID_REQUEST on `cursor`. */
  async terminals(tx: Tx, actor: Actor, filter: TerminalFilter & PageRequest): Promise<Page<TerminalView>> {
    const [afterMerchant, afterNo] = cursorParts(filter.cursor, 2);
    if (afterMerchant !== undefined && !isUuid(afterMerchant)) throw badCursor();
    if (filter.merchantId !== undefined && !isUuid(filter.merchantId)) return { items: [], next: null };
    const limit = pageLimit(filter.limit);
    const parameters: unknown[] = [ownMerchant(actor), limit + 1];
    const conditions = ['($1::uuid IS NULL OR t.merchant_id = $1)'];
    const where = (column: string, value: string | undefined): void => {
      if (value !== undefined) conditions.push(`${column} = $${parameters.push(value)}`);
    };
    where('t.merchant_id', filter.merchantId);
    where('m.merchant_no', filter.merchantNo);
    where('t.terminal_no', filter.terminalNo);
    where('d.serial_no', filter.serialNo);
    if (afterMerchant !== undefined && afterNo !== undefined) {
      const [merchant, no] = [parameters.push(afterMerchant), parameters.push(afterNo)];
      conditions.push(`(t.merchant_id, t.terminal_no) > ($${merchant}, $${no})`);
    }
    const rows = await tx.query<TerminalRow[]>(
      `${TERMINALS} WHERE ${conditions.join(' AND ')} ORDER BY t.merchant_id, t.terminal_no LIMIT $2`,
      parameters,
    );
    return toPage(rows, limit, terminalView, (last) => [last.m_id, last.terminal_no]);
  }

  /** Who told a terminal's terms otherwise, the latest first. @throws DomainError NOT_FOUND · INVALID_REQUEST on `cursor` */
  async terminalEvents(tx: Tx, actor: Actor, id: string, page: PageRequest): Promise<Page<TerminalEvent>> {
    await this.terminal(tx, actor, id);
    return latestFirst(page, (before, take) =>
      tx.find(TerminalEvent, { where: { terminalId: id, ...before }, order: { id: 'DESC' }, take }),
    );
  }

  /** Who registered a merchant otherwise, the latest first. @throws DomainError NOT_FOUND · INVALID_REQUEST on `cursor` */
  async merchantEvents(tx: Tx, actor: Actor, id: string, page: PageRequest): Promise<Page<MerchantEvent>> {
    await this.merchant(tx, actor, id);
    return latestFirst(page, (before, take) =>
      tx.find(MerchantEvent, { where: { merchantId: id, ...before }, order: { id: 'DESC' }, take }),
    );
  }

  private async select(tx: Tx, actor: Actor, condition: string, values: string[]): Promise<TerminalView[]> {
    const rows = await tx.query<TerminalRow[]>(
      `${TERMINALS} WHERE ($1::uuid IS NULL OR t.merchant_id = $1) AND ${condition}`,
      [ownMerchant(actor), ...values],
    );
    return rows.map(terminalView);
  }
}

async function latestFirst<T extends { readonly id: string }>(
  page: PageRequest,
  find: (before: { id?: FindOperator<string> }, take: number) => Promise<T[]>,
): Promise<Page<T>> {
  const limit = pageLimit(page.limit);
  const [after] = cursorParts(page.cursor, 1);
  if (after !== undefined && !/^\d{1,15}$/.test(after)) throw badCursor();
  const rows = await find(after === undefined ? {} : { id: LessThan(after) }, limit + 1);
  return toPage(
    rows,
    limit,
    (event) => event,
    (last) => [last.id],
  );
}

interface NumberedRow {
  place: string;
  merchants: number;
  id: string;
  merchant_no: string;
  terminal_no: string;
  currency: string;
}

/** Two ways in one: a merchant's terminal is found by their key, one without its merchant among all terminals. */
const BY_NUMBERS = `
  WITH named AS (
    SELECT * FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS n (merchant_no, terminal_no, place)
  )
  SELECT n.place, 1 AS merchants, t.id, m.merchant_no, t.terminal_no, t.currency
  FROM named n
  JOIN merchant m ON m.merchant_no = n.merchant_no
  JOIN terminal t ON t.merchant_id = m.id AND t.terminal_no = n.terminal_no
  WHERE $1::uuid IS NULL OR t.merchant_id = $1
  UNION ALL
  SELECT n.place, count(*)::int, min(t.id::text)::uuid, min(m.merchant_no), n.terminal_no, min(t.currency)
  FROM named n
  JOIN terminal t ON t.terminal_no = n.terminal_no
  JOIN merchant m ON m.id = t.merchant_id
  WHERE n.merchant_no IS NULL AND ($1::uuid IS NULL OR t.merchant_id = $1)
  GROUP BY n.place, n.terminal_no`;
