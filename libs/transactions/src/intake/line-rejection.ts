import type { ColumnPlan, Field, Rejection, RejectionReason, TransactionRecord } from '../records';

/** OTHER_TERMINAL: the line says that another terminal made the transaction. */
export interface LineRejection extends Omit<Rejection, 'reason'> {
  readonly reason: RejectionReason | 'OTHER_TERMINAL';
}

const TERMINAL_NO_LENGTH = 8;

/** Whether a line's text means this terminal. Spreadsheets drop leading zeros, so they need not be there. */
export const isSameTerminal = (named: string, terminalNo: string): boolean =>
  named === '' ||
  named === terminalNo ||
  named.toUpperCase().padStart(TERMINAL_NO_LENGTH, '0') === terminalNo;

/**
 * A line that names a terminal has to name this one: sales of another shop's terminal would spoil the history unseen.
 * Null where nothing is wrong.
 */
export function refuseOtherTerminal(
  record: TransactionRecord,
  plan: ColumnPlan,
  terminalNo: string,
): LineRejection | null {
  const named = record.terminalNo;
  if (named === null || isSameTerminal(named, terminalNo)) return null;
  const column = plan.header[plan.places.terminal_no] ?? '';
  return {
    line: record.line,
    reason: 'OTHER_TERMINAL',
    field: 'terminal_no',
    message: {
      zh: `列“${column}”的终端号“${named}”不是本终端 ${terminalNo}；请按终端分开导入。若此列另有含义，请写 terminal_no=（留空）。`,
      en: `the terminal "${named}" in column "${column}" is not this one, ${terminalNo}; import each terminal's lines by themselves. If the column means something else, map terminal_no= (nothing).`,
    },
    columns: cellsOf(record, plan),
  };
}

/** The line as it was read: what stood in columns without a field is not kept that far. */
function cellsOf(record: TransactionRecord, { header, places }: ColumnPlan): readonly string[] {
  const cells: string[] = header.map(() => '');
  const put = (field: Field, text: string | null): void => {
    if (places[field] !== -1 && text !== null) cells[places[field]] = text;
  };
  const { bin, lastFour, cardToken } = record;
  put('occurred_at', new Date(record.occurredAt).toISOString());
  put('amount', (record.amountFen / 100).toFixed(2));
  put('card', bin === null ? cardToken : `${bin}******${lastFour ?? ''}`);
  put('card_type', record.cardType);
  put('type', record.type);
  put('status', record.status);
  put('currency', record.currency);
  put('reference', record.reference);
  put('trace_no', record.traceNo);
  put('batch_no', record.batchNo);
  put('terminal_no', record.terminalNo);
  return cells;
}
