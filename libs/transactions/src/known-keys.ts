import type { Tx } from '@thaw/platform';
import { copyOut } from './copy-stream';
import { KeySet } from './records';
import { uuidLiteral } from './uuid-literal';

/** Which keys a terminal's history holds already, in 10–15 bytes each; grows with the file that is read into it. */
export class KnownKeys {
  private readonly keys = new KeySet();
  private empty = true;

  /** Reads the keys of the terminal's history; a terminal without one costs nothing. */
  static async ofTerminal(tx: Tx, terminalId: string): Promise<KnownKeys> {
    const known = new KnownKeys();
    const query = `SELECT natural_key FROM transaction WHERE terminal_id = ${uuidLiteral(terminalId)}`;
    for await (const keys of copyOut(tx, query, (row) => row.text(0))) {
      known.empty = false;
      for (const key of keys) known.keys.add(key);
    }
    return known;
  }

  /** A history without a row, which nothing can be in twice. */
  get isEmpty(): boolean {
    return this.empty;
  }

  /** Whether this key of the file is in neither the history nor an earlier line; it is known from now on. */
  isNew(key: string): boolean {
    return this.keys.add(key);
  }
}
