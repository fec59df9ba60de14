import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { PROJECT_ROOT } from './process-peer';

/** `test/expectations/row-policies.csv`, and those as whom its tables are tried. */
export interface Expectation {
  readonly table: string;
  readonly data: string;
  /**
   * Who of the desk has a door: whoever works on `cases`, the whole `desk`, `door` to write only, `writes` where all read and the
   * desk writes, `all` where nothing is bound.
   */
  readonly desk: 'cases' | 'desk' | 'door' | 'writes' | 'all';
  /** What a merchant has: their own rows, rows they tell the desk of, none. */
  readonly merchant: 'own' | 'tells' | 'own tells' | 'none' | '';
  readonly why: string;
}

export const EXPECTED = readFileSync(join(PROJECT_ROOT, 'test/expectations/row-policies.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line): Expectation => {
    const [table, data, desk, merchant, ...why] = line.split(',');
    return { table, data, desk, merchant, why: why.join(',') } as Expectation;
  });
export const BOUND = EXPECTED.filter(({ desk }) => desk === 'cases' || desk === 'desk');
export const WRITTEN = EXPECTED.filter(({ desk }) => desk === 'writes').map(({ table }) => table);

export type Merchant = 1 | 2;
export const idOf = (merchant: Merchant, table: string): string =>
  `00000000-0000-4000-8000-${merchant}${Buffer.from(table).toString('hex').slice(-11).padStart(11, '0')}`;

export interface Bound {
  readonly actor: string;
  readonly merchant?: string;
  readonly desk?: 'on';
  readonly cases?: 'on';
}
export const NOBODY: Bound = { actor: '' };
export const FIRST: Bound = { actor: `user:${idOf(1, 'app_user')}`, merchant: idOf(1, 'merchant') };
export const AGENT: Bound = { actor: 'user:00000000-0000-4000-8000-0000000000aa', desk: 'on', cases: 'on' };
export const ADMIN: Bound = { actor: 'user:00000000-0000-4000-8000-0000000000ad', desk: 'on' };

/** A connection as the serving role, with `more` options. Whoever opens it closes it. */
export async function servingClient(url: string, more = ''): Promise<Client> {
  const client = new Client({ connectionString: url, options: `${more} -c role=thaw_serving` });
  await client.connect();
  return client;
}

/** Asks as somebody, as `asActor` binds a transaction, and takes back what was done. */
export async function actAs<R>(client: Client, bound: Bound, work: () => Promise<R>): Promise<R> {
  await client.query('BEGIN');
  try {
    await client.query(
      `SELECT set_config('thaw.actor', $1, true), set_config('thaw.merchant', $2, true),
         set_config('thaw.desk', $3, true), set_config('thaw.cases', $4, true)`,
      [bound.actor, bound.merchant ?? '', bound.desk ?? '', bound.cases ?? ''],
    );
    return await work();
  } finally {
    await client.query('ROLLBACK');
  }
}
