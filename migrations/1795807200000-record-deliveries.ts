import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How and when a letter reached the merchant: opened in the portal, or as the desk says by whom, by which way and on what
 * proof. And the letters that run a window and have not reached anybody yet, which the desk is asked about again and again.
 */
export class RecordDeliveries1795807200000 implements MigrationInterface {
  name = 'RecordDeliveries1795807200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(AWAITED);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE awaited_letter; DROP TABLE letter_delivery;');
  }
}

const TABLES = `
CREATE TABLE letter_delivery (
  letter_id uuid PRIMARY KEY REFERENCES notification (id),
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  channel text NOT NULL CHECK (channel IN ('portal', 'in_person', 'post', 'courier', 'phone', 'email')),
  received_at timestamptz NOT NULL,
  runs_window boolean NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  proof_id uuid REFERENCES evidence_file (id),
  CONSTRAINT letter_delivery_past CHECK (received_at <= recorded_at)
);
CREATE INDEX letter_delivery_case ON letter_delivery (case_id, recorded_at, letter_id);
GRANT SELECT, INSERT ON letter_delivery TO thaw_serving;
CREATE TRIGGER letter_delivery_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON letter_delivery
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE awaited_letter (
  letter_id uuid PRIMARY KEY REFERENCES notification (id),
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  ask_at timestamptz,
  asked integer NOT NULL DEFAULT 0
);
CREATE INDEX awaited_letter_due ON awaited_letter (ask_at, letter_id) WHERE ask_at IS NOT NULL;
GRANT SELECT, INSERT ON awaited_letter TO thaw_serving;
GRANT UPDATE (ask_at, asked) ON awaited_letter TO thaw_serving;
`;

/** Letters of decisions that stand and that nobody has opened: the desk is asked about them at once. */
const AWAITED = `
INSERT INTO awaited_letter (letter_id, case_id, ask_at)
SELECT DISTINCT ON (c.id) n.id, c.id, n.created_at + interval '5 days'
FROM freeze_case c JOIN notification n ON n.case_id = c.id AND n.recipient_kind = 'merchant'
  AND n.template IN ('decision_letter', 'appeal_letter')
WHERE c.letter_delivered_at IS NULL AND c.outcome <> 'U'
  AND c.state IN ('upheld', 'remediating', 'replacing', 'monitoring', 'closed')
ORDER BY c.id, n.created_at DESC, n.id DESC;
`;
