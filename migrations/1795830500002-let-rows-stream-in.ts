import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Row policies for what is written by COPY, which Postgres refuses on a table that has any. So the rows lie in a part of
 * their own, which takes all there is: `finding_rows` under `finding`. Who serves may write into the part, as part of the
 * desk, and sees nothing there; all else goes through the table above it, and its policy.
 *
 * Nothing is copied or looked through: a part without bounds holds whatever is not null.
 */
export class LetRowsStreamIn1795830500002 implements MigrationInterface {
  name = 'LetRowsStreamIn1795830500002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(NEED_DESK);
    for (const [table, by, seen] of STREAMED) await runner.query(parted(table, by, seen));
    await runner.query(`${openYear('transaction_rows')} ANALYZE finding;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table] of STREAMED) await runner.query(whole(table));
    await runner.query(`${openYear('transaction')} DROP FUNCTION own_scan(uuid), need_desk();`);
  }
}

const DESK = `current_setting('thaw.desk', true) <> ''`;

const STREAMED: readonly (readonly [table: string, by: string, seen: string])[] = [
  ['finding', 'scan_id', `${DESK} OR own_scan(scan_id)`],
  ['history_block', 'terminal_id', DESK],
  ['import_reject', 'import_id', DESK],
  ['routed_reject', 'routed_import_id', DESK],
  ['transaction', 'occurred_at', DESK],
];

const NEED_DESK = `
CREATE FUNCTION own_scan(asked uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.scan WHERE id = asked);
END $$;
CREATE FUNCTION need_desk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('thaw.desk', true), '') = '' THEN
    RAISE EXCEPTION 'rows of % are written by the desk', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
`;

const parted = (table: string, by: string, seen: string): string => `
ALTER TABLE ${table} RENAME TO ${table}_rows;
CREATE TABLE ${table} (LIKE ${table}_rows INCLUDING DEFAULTS INCLUDING STORAGE) PARTITION BY RANGE (${by});
ALTER TABLE ${table} ATTACH PARTITION ${table}_rows FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
${handOver(`${table}_rows`, table)}
REVOKE ALL ON ${table}_rows FROM thaw_serving;
GRANT INSERT ON ${table}_rows TO thaw_serving;
CREATE TRIGGER ${table}_from_desk BEFORE INSERT ON ${table}_rows FOR EACH STATEMENT EXECUTE FUNCTION need_desk();
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON ${table} USING (${seen});
`;

const whole = (table: string): string => `
DROP TRIGGER ${table}_from_desk ON ${table}_rows;
ALTER TABLE ${table} DETACH PARTITION ${table}_rows;
${handOver(table, `${table}_rows`)}
DROP TABLE ${table};
ALTER TABLE ${table}_rows RENAME TO ${table};
`;

/** Whose one table is, and who may do what with it, holds for the other. */
const handOver = (from: string, to: string): string => `
DO $$
DECLARE granted record;
BEGIN
  FOR granted IN
    SELECT privilege_type, is_grantable, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS grantee
    FROM pg_class, aclexplode(relacl) WHERE oid = '${from}'::regclass AND grantee <> relowner
  LOOP
    EXECUTE format('GRANT %s ON ${to} TO %s %s', granted.privilege_type, granted.grantee,
      CASE WHEN granted.is_grantable THEN 'WITH GRANT OPTION' ELSE '' END);
  END LOOP;
  EXECUTE (SELECT format('ALTER TABLE ${to} OWNER TO %I', pg_get_userbyid(relowner))
           FROM pg_class WHERE oid = '${from}'::regclass);
END $$;
`;

const openYear = (whole: string): string => `
CREATE OR REPLACE FUNCTION open_transaction_year(year integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE part text := format('public.transaction_%s', year);
BEGIN
  IF year IS NULL OR year NOT BETWEEN 1999 AND 2101 THEN
    RAISE EXCEPTION 'no transaction is of the year %', year USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
  LOCK TABLE public.${whole} IN SHARE UPDATE EXCLUSIVE MODE;
  IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %s (LIKE public.${whole} INCLUDING ALL)', part);
  EXECUTE format('ALTER TABLE public.${whole} ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', part,
    make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC'), make_timestamptz(year + 1, 1, 1, 0, 0, 0, 'UTC'));
END $$;
`;
