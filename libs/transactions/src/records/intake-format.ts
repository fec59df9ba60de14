import type { SafeLine } from './card-shield';
import type { CardReading } from './card-token';
import type { LineFault } from './csv-scanner';
import type { ColumnPlan } from './field-mapping';

/**
 * The intake file: what is kept of an upload until its job has read it. NDJSON, one value a line:
 *
 *     {"intake":1,"keyId":"k1","plan":{"mapping":{…},"header":[…],"places":{…}}}
 *     {"l":2,"c":["2024-03-01T10:15:00","38.7","411111******1111"],"k":["k1.…","411111","1111"]}
 *     {"l":3,"c":["…"],"x":"COLUMN_COUNT"}
 *     {"end":{"lines":2,"badLines":1,"rawBytes":123,"sha256":"…"}}
 *
 * `l` is the line in the uploaded file, `c` its cells without card numbers, `k` the card if it names one, `x` what is
 * wrong with it as CSV. A file without the last line is one whose upload broke off.
 */
export const INTAKE_FORMAT = 1;

/** What is known of an upload when its last byte has been taken in. */
export interface IntakeSummary {
  /** Lines after the header, blank ones not counted; bad ones are among them. */
  readonly lines: number;
  /** Lines that are no proper CSV. Others may still turn out bad when they are read. */
  readonly badLines: number;
  /** Of the upload as it was sent. */
  readonly rawBytes: number;
  /** Hex, of the upload as it was sent. */
  readonly sha256: string;
}

export interface IntakeHead {
  readonly plan: ColumnPlan;
  /** Of the key under which its cards became tokens. */
  readonly keyId: string;
}

interface LineRow {
  readonly l: number;
  readonly c: readonly string[];
  readonly k?: readonly [token: string, bin: string | null, lastFour: string | null];
  readonly x?: LineFault;
}

export const encodeHead = ({ plan, keyId }: IntakeHead): string =>
  `${JSON.stringify({ intake: INTAKE_FORMAT, keyId, plan })}\n`;

export function encodeLine({ line, cells, card, fault }: SafeLine): string {
  const row: LineRow = {
    l: line,
    c: cells,
    ...(card && { k: [card.token, card.bin, card.lastFour] as const }),
    ...(fault && { x: fault }),
  };
  return `${JSON.stringify(row)}\n`;
}

export const encodeEnd = (end: IntakeSummary): string => `${JSON.stringify({ end })}\n`;

/** @throws Error on a file that is no intake file, or one of another format. */
export function decodeHead(text: string): IntakeHead {
  const head = JSON.parse(text) as Partial<IntakeHead> & { intake?: number };
  if (head.intake !== INTAKE_FORMAT || !head.plan || head.keyId === undefined) {
    throw new Error(`not an intake file of format ${INTAKE_FORMAT}`);
  }
  return { plan: head.plan, keyId: head.keyId };
}

/** A line of the upload, or what ends the file. */
export function decodeRow(text: string): SafeLine | { readonly end: IntakeSummary } {
  const row = JSON.parse(text) as LineRow | { readonly end: IntakeSummary };
  if ('end' in row) return row;
  const { l, c, k, x = null } = row;
  const card: CardReading | null = k ? { token: k[0], bin: k[1], lastFour: k[2] } : null;
  return { line: l, cells: c, card, fault: x };
}
