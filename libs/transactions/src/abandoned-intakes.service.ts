import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database, DiskBlobStore } from '@thaw/platform';

/** Keys asked for at a time. */
const KEYS_AT_ONCE = 1_000;

/**
 * Intake files whose import was never asked for: the process that had written them was killed before its commit. With a
 * file of several terminals that may be thousands.
 */
@Injectable()
export class AbandonedIntakes {
  constructor(
    private readonly database: Database,
    private readonly blobs: DiskBlobStore,
  ) {}

  /**
   * A sweep: removes those older than this. Whoever writes one commits long before.
   * @returns how many there were.
   */
  async remove(before: Date): Promise<number> {
    const old = await this.blobs.olderThan('intake', before);
    let removed = 0;
    for (let from = 0; from < old.length; from += KEYS_AT_ONCE) {
      const keys = old.slice(from, from + KEYS_AT_ONCE);
      const rows = await this.database.asActor(systemActor('worker'), (tx) =>
        tx.query<{ key: string }[]>(
          'SELECT intake_key AS key FROM history_import WHERE intake_key = ANY($1)',
          [keys],
        ),
      );
      const known = new Set(rows.map(({ key }) => key));
      for (const key of keys) {
        if (known.has(key)) continue;
        await this.blobs.remove(key);
        removed += 1;
      }
    }
    return removed;
  }
}
