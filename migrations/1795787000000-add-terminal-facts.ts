import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What rules know of a terminal beside its history: expected ticket, site, location fixes, chargebacks. */
export class AddTerminalFacts1795787000000 implements MigrationInterface {
  name = 'AddTerminalFacts1795787000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TERMINAL);
    await runner.query(REPORTS);
    await runner.query(SCAN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE scan DROP COLUMN facts_left_out;
      DROP TABLE chargeback, location_fix;
      DROP INDEX device_binding_terminal;
      ALTER TABLE terminal DROP COLUMN expected_ticket_fen, DROP COLUMN site_lat_e6, DROP COLUMN site_lon_e6;`);
  }
}

const TERMINAL = `
ALTER TABLE terminal
  ADD COLUMN expected_ticket_fen bigint CHECK (expected_ticket_fen > 0),
  ADD COLUMN site_lat_e6 integer CHECK (site_lat_e6 BETWEEN -90000000 AND 90000000),
  ADD COLUMN site_lon_e6 integer CHECK (site_lon_e6 BETWEEN -180000000 AND 180000000),
  ADD CONSTRAINT terminal_site_both CHECK ((site_lat_e6 IS NULL) = (site_lon_e6 IS NULL));
-- The first binding of a terminal says when it was installed, also where it has ended.
CREATE INDEX device_binding_terminal ON device_binding (terminal_id, bound_at);
`;

const REPORTS = `
CREATE TABLE location_fix (
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  at timestamptz NOT NULL,
  source text NOT NULL CHECK (source IN ('device', 'network', 'staff')),
  lat_e6 integer NOT NULL CHECK (lat_e6 BETWEEN -90000000 AND 90000000),
  lon_e6 integer NOT NULL CHECK (lon_e6 BETWEEN -180000000 AND 180000000),
  id bigint GENERATED ALWAYS AS IDENTITY,
  received_at timestamptz NOT NULL,
  reported_by text NOT NULL,
  PRIMARY KEY (terminal_id, at, source, lat_e6, lon_e6)
);

CREATE TABLE chargeback (
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  reference text NOT NULL,
  received_at timestamptz NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  reason text NOT NULL,
  sale_reference text,
  recorded_at timestamptz NOT NULL,
  reported_by text NOT NULL,
  PRIMARY KEY (terminal_id, reference)
);
CREATE INDEX chargeback_order ON chargeback (terminal_id, received_at, reference);

GRANT SELECT, INSERT ON location_fix, chargeback TO thaw_serving;
`;

const SCAN = `
-- How many of a fact there were beyond what a scan takes, by the fact's name.
ALTER TABLE scan ADD COLUMN facts_left_out jsonb NOT NULL DEFAULT '{}';
`;
