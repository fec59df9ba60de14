import type { CopyEncoder } from '../copy-encoder';
import type { DedupeKeys } from '../records';
import type { PlainLine } from './plain-line';

const LENGTH_BYTES = 4;

/** Writes the natural key of a plain line: the very text that `keys.keyOf` gives its record. */
export function writePlainKey(out: CopyEncoder, plain: PlainLine, bytes: Uint8Array, keys: DedupeKeys): void {
  const { reference, traceNo, batchNo, occurredAt, amountFen, card, type } = plain;
  if (!reference.isEmpty) {
    out.putAscii('r:');
    out.put(bytes, reference.from, reference.to);
    return;
  }
  if (!traceNo.isEmpty && !batchNo.isEmpty) {
    out.putAscii('t:');
    out.put(bytes, traceNo.from, traceNo.to);
    out.putAscii('/');
    out.put(bytes, batchNo.from, batchNo.to);
    out.putAscii(`/${keys.dateOf(occurredAt)}`);
    return;
  }
  const from = out.position;
  out.putAscii(`n:${occurredAt}/${amountFen}/`);
  if (plain.tokenLength > 0)
    out.put(card.bytes, card.from + LENGTH_BYTES, card.from + LENGTH_BYTES + plain.tokenLength);
  out.putAscii('/');
  out.put(type.bytes, type.from + LENGTH_BYTES, type.to);
  const to = out.position;
  out.putAscii(' ');
  const n = keys.countBytes(out.written, from, out.position);
  out.rewind(to);
  out.putAscii(`/${n}`);
}
