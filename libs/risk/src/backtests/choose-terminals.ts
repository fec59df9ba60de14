import type { Tx } from '@thaw/platform';
import type { Backtest, BacktestScope } from './backtest.entity';

/**
 * Writes down once and for all whose histories the backtest reads, numbered from 1.
 * @returns how many.
 */
export async function chooseTerminals(
  tx: Tx,
  { id, scope }: Pick<Backtest, 'id' | 'scope'>,
): Promise<number> {
  const { seed, limit, value } = choiceOf(scope);
  const [row] = await tx.query<{ count: string }[]>(
    `WITH chosen AS (
       SELECT t.id, row_number() OVER (ORDER BY sha256(convert_to($2 || t.id::text, 'UTF8')), t.id) AS position,
         count(*) OVER () AS all_of_them
       FROM terminal t
       WHERE ($3::uuid IS NULL AND EXISTS (SELECT 1 FROM transaction x WHERE x.terminal_id = t.id)) OR t.id = $3
     ), written AS (
       INSERT INTO backtest_terminal (backtest_id, position, terminal_id)
       SELECT $1, position, id FROM chosen WHERE ${limit} RETURNING 1
     ) SELECT count(*) AS count FROM written`,
    [id, seed, scope.kind === 'terminal' ? scope.terminalId : null, ...value],
  );
  return Number(row?.count);
}

/** A sample is the first so many in the order that the seed shuffles terminals into. A share is rounded up. */
function choiceOf(scope: BacktestScope): { seed: string; limit: string; value: readonly number[] } {
  if (scope.kind !== 'sample') return { seed: '', limit: 'true', value: [] };
  const seed = `${scope.seed} `;
  return 'terminals' in scope
    ? { seed, limit: 'position <= $4::int', value: [scope.terminals] }
    : { seed, limit: 'position <= ceil(all_of_them * $4::int / 100.0)', value: [scope.percent] };
}
