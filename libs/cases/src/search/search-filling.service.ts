import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { CaseSearch } from './case-search.service';

/** So many cases become findable in one transaction. */
const BATCH = 200;

/** Makes findable what a desk has written before it had a search, without anybody waiting for it. */
@Injectable()
export class SearchFilling {
  constructor(
    private readonly database: Database,
    private readonly search: CaseSearch,
  ) {}

  /** Goes on where it was left until all is findable. Two workers fill one after the other. */
  async fill(): Promise<void> {
    while (await this.database.asActor(systemActor('worker'), (tx) => this.fillNext(tx)));
  }

  /** Whether there is more. */
  private async fillNext(tx: Tx): Promise<boolean> {
    const [left] = await tx.query<{ through: string | null }[]>(
      'SELECT through FROM search_fill FOR UPDATE SKIP LOCKED',
    );
    if (!left) return false;
    const cases = await tx.query<{ id: string }[]>(
      'SELECT id FROM freeze_case WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2',
      [left.through, BATCH],
    );
    const last = cases.at(-1);
    if (!last) {
      await tx.query('DELETE FROM search_fill');
      return false;
    }
    await this.search.keepWhole(
      tx,
      cases.map(({ id }) => id),
    );
    await tx.query('UPDATE search_fill SET through = $1', [last.id]);
    return true;
  }
}

/** Whether everything that was ever written can be found by now. */
export async function isAllFindable(tx: Tx): Promise<boolean> {
  return (await tx.query<unknown[]>('SELECT FROM search_fill')).length === 0;
}
