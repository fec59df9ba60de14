import type { TestDatabase } from '../support/test-database';

export interface Sale {
  readonly at: string;
  readonly amountFen: number;
  readonly card?: string | null;
  readonly cardType?: 'credit' | 'debit' | 'unknown';
}

/** Puts sales straight into a terminal's history, for tests that are not about importing. */
export async function insertSales(
  database: Pick<TestDatabase, 'query'>,
  terminalId: string,
  sales: readonly Sale[],
): Promise<void> {
  await openYears(
    database,
    sales.map(({ at }) => new Date(at)),
  );
  await database.query(
    `INSERT INTO transaction (terminal_id, occurred_at, natural_key, line, id, import_id, amount_fen, currency, type, status,
       card_type, card_token, received_at)
     SELECT $1, s.at, 'r:' || s.n || '/' || gen_random_uuid(), s.n, nextval('transaction_id'), gen_random_uuid(), s.fen, 'CNY',
       'purchase', 'approved', s.card_type, s.card, now()
     FROM unnest($2::timestamptz[], $3::bigint[], $4::text[], $5::text[]) WITH ORDINALITY AS s (at, fen, card, card_type, n)`,
    [
      terminalId,
      sales.map(({ at }) => at),
      sales.map(({ amountFen }) => amountFen),
      sales.map(({ card }) => card ?? null),
      sales.map(({ cardType }) => cardType ?? 'unknown'),
    ],
  );
}

/** As an import does before it writes. */
export async function openYears(
  database: Pick<TestDatabase, 'query'>,
  times: readonly Date[],
): Promise<void> {
  const years = new Set(times.map((at) => at.getUTCFullYear()));
  await database.query('SELECT open_transaction_year(year) FROM unnest($1::int[]) AS year', [[...years]]);
}

/** A quiet day and one sale over the single limit: R1a fires once on a LOW terminal, nothing else that weighs. */
export const suspiciousSales: readonly Sale[] = [
  { at: '2026-11-20T10:00:00+08:00', amountFen: 4_280 },
  { at: '2026-11-20T11:15:00+08:00', amountFen: 5_000_001, card: 'k1.a', cardType: 'credit' },
  { at: '2026-11-20T12:40:00+08:00', amountFen: 12_350, card: 'k1.b', cardType: 'debit' },
];
