import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What must be put right before a terminal trades again: the remediation that a decision orders, its steps, each attested
 * by one person and verified by another, and the files that prove them. A case that is being remediated or replaced
 * already gets its remediation here, due ten working days from now at the latest; its steps are made as they are attested.
 * And when the category of a merchant was corrected, which a step asks after.
 */
export class AttestRemediation1795806000000 implements MigrationInterface {
  name = 'AttestRemediation1795806000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [PROOFS, REMEDIATIONS, STEPS, STANDING]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE merchant DROP COLUMN mcc_corrected_at, DROP COLUMN mcc_corrected_by;
      DROP TABLE remediation_step;
      DROP TABLE remediation;
      DROP TABLE proof_file;
      DROP FUNCTION keep_remediation();
    `);
  }
}

const PROOFS = `
ALTER TABLE merchant ADD COLUMN mcc_corrected_at timestamptz, ADD COLUMN mcc_corrected_by text;

CREATE TABLE proof_file (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  file_name text NOT NULL,
  media_type text NOT NULL,
  size_bytes bigint NOT NULL,
  sha256 bytea NOT NULL,
  blob_key text NOT NULL,
  malware_scan text NOT NULL CHECK (malware_scan IN ('not_scanned', 'clean', 'refused')),
  from_merchant boolean NOT NULL,
  uploaded_by uuid NOT NULL REFERENCES app_user (id),
  uploaded_at timestamptz NOT NULL,
  CONSTRAINT proof_file_of_case UNIQUE (id, case_id)
);
CREATE INDEX proof_file_case ON proof_file (case_id, uploaded_at, id);
GRANT SELECT, INSERT ON proof_file TO thaw_serving;
`;

const REMEDIATIONS = `
CREATE TABLE remediation (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  outcome text NOT NULL CHECK (outcome IN ('RM', 'RP', 'RL')),
  measures_after jsonb NOT NULL,
  begun_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_as text CHECK (ended_as IN ('done', 'given_up', 'overturned')),
  CONSTRAINT remediation_ended CHECK ((ended_at IS NULL) = (ended_as IS NULL))
);
CREATE UNIQUE INDEX remediation_under_way ON remediation (case_id) WHERE ended_at IS NULL;
CREATE INDEX remediation_case ON remediation (case_id, begun_at, id);
GRANT SELECT, INSERT ON remediation TO thaw_serving;
GRANT UPDATE (ended_at, ended_as) ON remediation TO thaw_serving;
`;

const STEPS = `
CREATE TABLE remediation_step (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  code text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'attested', 'verified')),
  attested_by uuid REFERENCES app_user (id),
  attested_at timestamptz,
  on_behalf_channel text,
  proof_id uuid,
  verified_by uuid REFERENCES app_user (id),
  verified_at timestamptz,
  returned_reason text,
  closed_at timestamptz,
  CONSTRAINT remediation_step_proof FOREIGN KEY (proof_id, case_id) REFERENCES proof_file (id, case_id),
  CONSTRAINT remediation_step_second_person CHECK (verified_by <> attested_by),
  CONSTRAINT remediation_step_signed CHECK (
    (state = 'open') = (attested_by IS NULL) AND (state = 'verified') = (verified_by IS NOT NULL)
    AND (attested_by IS NULL) = (attested_at IS NULL) AND (verified_by IS NULL) = (verified_at IS NULL))
);
CREATE UNIQUE INDEX remediation_step_once ON remediation_step (case_id, code) WHERE closed_at IS NULL;
CREATE INDEX remediation_step_proven ON remediation_step (proof_id);
GRANT SELECT, INSERT ON remediation_step TO thaw_serving;
GRANT UPDATE (state, attested_by, attested_at, on_behalf_channel, proof_id, verified_by, verified_at, returned_reason, closed_at)
  ON remediation_step TO thaw_serving;

CREATE FUNCTION keep_remediation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what is closed is not changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER remediation_step_stays BEFORE UPDATE ON remediation_step FOR EACH ROW
  WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION keep_remediation();
CREATE TRIGGER remediation_stays BEFORE UPDATE ON remediation FOR EACH ROW
  WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION keep_remediation();
`;

/** Two weeks are ten working days and no fewer; the clock of such a case was never started. */
const STANDING = `
INSERT INTO remediation (id, case_id, outcome, measures_after, begun_at)
SELECT gen_random_uuid(), c.id, c.outcome,
       coalesce(o.data -> 'measuresAfter', p.measures_after, '[]'), c.state_since
FROM freeze_case c
LEFT JOIN LATERAL (
  SELECT measures_after, decided_at FROM proposal WHERE case_id = c.id AND state = 'approved' ORDER BY decided_at DESC LIMIT 1
) p ON true
LEFT JOIN LATERAL (
  SELECT data FROM case_event WHERE case_id = c.id AND type = 'appeal_overturned' AND (p.decided_at IS NULL OR at > p.decided_at)
  ORDER BY seq DESC LIMIT 1
) o ON true
WHERE c.outcome IN ('RM', 'RP', 'RL')
  AND (c.state IN ('remediating', 'replacing')
    OR (c.state IN ('appealing', 'awaiting_merchant') AND EXISTS (
      SELECT 1 FROM appeal a WHERE a.case_id = c.id AND a.decided_at IS NULL AND a.appealed_state IN ('remediating', 'replacing'))));
INSERT INTO case_clock (case_id, kind, began_at, started_at, due_at, provisional, pending_steps, next_fire_at)
SELECT r.case_id, 'fix', now(), now(), d.at, true,
       jsonb_build_array(jsonb_build_object('step', '100', 'at', to_char(d.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
       d.at
FROM remediation r CROSS JOIN (SELECT now() + interval '14 days' AS at) d
ON CONFLICT DO NOTHING;
`;
