import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Transactions lie in one table a year of their time, so that an old year is dropped in a moment and takes nothing else
 * with it. A year and no month: whoever reads a whole history plans and locks every part of it, and ten years of months
 * would be 120; retention counts in years.
 *
 * Existing rows are copied year by year, each in the order in which histories are read, while nobody else reads or
 * writes them: about 4 s a million rows on two cores and, until it is committed, twice their space. To attach the old table as it is
 * would cost one reading of it, but leave all its years in one part for ever.
 */
export class PartitionTransactions1795782000000 implements MigrationInterface {
  name = 'PartitionTransactions1795782000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [TABLE, OPEN_YEAR, ROWS]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error(
      'Years that came since cannot be told from those that were there: restore a backup instead.',
    );
  }
}

const TABLE = `
ALTER TABLE transaction RENAME TO transaction_unparted;
ALTER TABLE transaction_unparted RENAME CONSTRAINT transaction_pkey TO transaction_unparted_pkey;

CREATE TABLE transaction (
  LIKE transaction_unparted INCLUDING ALL EXCLUDING INDEXES,
  PRIMARY KEY (terminal_id, occurred_at, natural_key)
) PARTITION BY RANGE (occurred_at);

-- Who might read, or own, the old table may the new one.
DO $$
DECLARE granted record;
BEGIN
  FOR granted IN
    SELECT privilege_type, is_grantable, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS grantee
    FROM pg_class, aclexplode(relacl) WHERE oid = 'transaction_unparted'::regclass AND grantee <> relowner
  LOOP
    EXECUTE format('GRANT %s ON transaction TO %s %s', granted.privilege_type, granted.grantee,
      CASE WHEN granted.is_grantable THEN 'WITH GRANT OPTION' ELSE '' END);
  END LOOP;
  EXECUTE (SELECT format('ALTER TABLE transaction OWNER TO %I', pg_get_userbyid(relowner))
           FROM pg_class WHERE oid = 'transaction_unparted'::regclass);
END $$;
`;

/**
 * Whoever serves may make no table, but imports bring years that nobody foresaw. ATTACH, unlike PARTITION OF, lets others
 * read and write meanwhile; the lock that it takes anyway is taken first, so that two who open a year at once do so one
 * after the other. The bounds are those of the times that imports accept, and a day for their offsets.
 */
const OPEN_YEAR = `
CREATE FUNCTION open_transaction_year(year integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE part text := format('public.transaction_%s', year);
BEGIN
  IF year IS NULL OR year NOT BETWEEN 1999 AND 2101 THEN
    RAISE EXCEPTION 'no transaction is of the year %', year USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
  LOCK TABLE public.transaction IN SHARE UPDATE EXCLUSIVE MODE;
  IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %s (LIKE public.transaction INCLUDING ALL)', part);
  EXECUTE format('ALTER TABLE public.transaction ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', part,
    make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC'), make_timestamptz(year + 1, 1, 1, 0, 0, 0, 'UTC'));
END $$;
REVOKE EXECUTE ON FUNCTION open_transaction_year FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_transaction_year TO thaw_serving;
DO $$ BEGIN
  EXECUTE (SELECT format('ALTER FUNCTION open_transaction_year OWNER TO %I', pg_get_userbyid(relowner))
           FROM pg_class WHERE oid = 'transaction'::regclass);
END $$;
`;

/** The key is made when the rows are in: that costs half of what keeping it up row by row does. */
const ROWS = `
DO $$
DECLARE
  year integer;
  part text;
  low timestamptz;
  high timestamptz;
BEGIN
  FOR year IN SELECT DISTINCT extract(year FROM occurred_at AT TIME ZONE 'UTC')::integer FROM transaction_unparted ORDER BY 1
  LOOP
    part := format('transaction_%s', year);
    low := make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC');
    high := make_timestamptz(year + 1, 1, 1, 0, 0, 0, 'UTC');
    EXECUTE format('CREATE TABLE %I (LIKE transaction INCLUDING ALL EXCLUDING INDEXES)', part);
    EXECUTE format('INSERT INTO %I SELECT * FROM transaction_unparted WHERE occurred_at >= $1 AND occurred_at < $2
                    ORDER BY terminal_id, occurred_at, line, id', part) USING low, high;
    EXECUTE format('ALTER TABLE %1$I ADD PRIMARY KEY (terminal_id, occurred_at, natural_key)', part);
    EXECUTE format('ALTER TABLE transaction ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, low, high);
    EXECUTE format('ANALYZE %I', part);
  END LOOP;
END $$;
DROP TABLE transaction_unparted;
`;
