import type { Tx } from '@thaw/platform';
import type { CopyDecoder } from './copy-decoder';
import { copyOut } from './copy-stream';
import { KeySet } from './records';
import { uuidLiteral } from './uuid-literal';

/** Which keys a terminal's history holds already, in 10–15 bytes each; grows with the file that is read into it. */
export class KnownKeys {
  private readonly keys = new KeySet();
  private empty = true;

  /**
   * Reads the keys of the terminal's history, of whatever time: a reference makes a line known also where it comes with
   * another time. A terminal without a history costs nothing.
   */
  static async ofTerminal(tx: Tx, terminalId: string): Promise<KnownKeys> {
    const known = new KnownKeys();
    const query = `SELECT natural_key FROM transaction WHERE terminal_id = ${uuidLiteral(terminalId)}`;
    // Gives nothing, and so has come to its end at once.
    await copyOut(tx, query, (row) => void known.isNew(row, 0)).next();
    known.empty = known.keys.size === 0;
    return known;
  }

  /** A history without a row, which nothing can be in twice. */
  get isEmpty(): boolean {
    return this.empty;
  }

  /** Whether the key in this cell is in neither the history nor an earlier line; it is known from now on. */
  isNew(row: CopyDecoder, column: number): boolean {
    return this.keys.addBytes(row.pushed, row.cellFrom(column), row.cellTo(column));
  }
}
