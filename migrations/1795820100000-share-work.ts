import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How the desk's people share the work: queues, who is a member of which, and who is away. The three queues that cases have
 * been in are made, and whoever works at the desk becomes a member of all three, so that nobody loses sight of a case.
 */
export class ShareWork1795820100000 implements MigrationInterface {
  name = 'ShareWork1795820100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(NEWCOMERS);
    for (const [position, { code, zh, en, reasons }] of QUEUES.entries())
      await runner.query(
        `INSERT INTO queue (code, name_zh, name_en, reasons, areas, tiers, position, calendar, round_robin, skills, newcomers, version)
         VALUES ($1, $2, $3, $4, '{}', '{}', $5, 'desk', false, '{}', true, 1)`,
        [code, zh, en, reasons, (position + 1) * 10],
      );
    await runner.query(CASES);
    await runner.query(PEOPLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER user_role_joins_queues ON user_role;
      DROP FUNCTION join_queues();
      ALTER TABLE freeze_case DROP CONSTRAINT freeze_case_queue;
      DROP INDEX freeze_case_queue_list;
      DROP INDEX freeze_case_waiting;
      DROP INDEX freeze_case_load;
      ALTER TABLE merchant DROP COLUMN tier;
      DROP TABLE queue_change, away, queue_member, queue;
    `);
  }
}

const TABLES = `
  CREATE TABLE queue (
    code text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]{1,39}$'),
    name_zh text NOT NULL,
    name_en text NOT NULL,
    reasons text[] NOT NULL,
    areas text[] NOT NULL,
    tiers text[] NOT NULL,
    position integer NOT NULL,
    calendar text NOT NULL CHECK (calendar IN ('desk', 'merchant')),
    round_robin boolean NOT NULL,
    skills text[] NOT NULL,
    newcomers boolean NOT NULL,
    version integer NOT NULL CHECK (version > 0)
  );
  CREATE TABLE queue_member (
    queue text NOT NULL REFERENCES queue (code),
    user_id uuid NOT NULL REFERENCES app_user (id),
    cap integer NOT NULL CHECK (cap > 0),
    skills text[] NOT NULL,
    last_assigned_at timestamptz,
    version integer NOT NULL CHECK (version > 0),
    PRIMARY KEY (queue, user_id)
  );
  CREATE INDEX queue_member_user ON queue_member (user_id);
  CREATE TABLE away (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user (id),
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    reason text NOT NULL,
    stand_in uuid REFERENCES app_user (id),
    version integer NOT NULL CHECK (version > 0),
    CONSTRAINT away_ends_later CHECK (until_at > from_at),
    CONSTRAINT away_another_stands_in CHECK (stand_in <> user_id)
  );
  CREATE INDEX away_user ON away (user_id, until_at);
  CREATE TABLE queue_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    subject text NOT NULL CHECK (subject IN ('queue', 'member', 'away')),
    subject_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('made', 'changed', 'removed')),
    now_is jsonb NOT NULL
  );
  CREATE INDEX queue_change_subject ON queue_change (subject, subject_id, id);
  CREATE TRIGGER queue_change_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON queue_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  GRANT SELECT, INSERT, UPDATE ON queue, away TO thaw_serving;
  GRANT SELECT, INSERT, UPDATE, DELETE ON queue_member TO thaw_serving;
  GRANT SELECT, INSERT ON queue_change TO thaw_serving;

  ALTER TABLE merchant ADD COLUMN tier text NOT NULL DEFAULT 'standard' CHECK (tier IN ('standard', 'key'));
  CREATE INDEX freeze_case_queue_list ON freeze_case (queue, opened_at, id) WHERE state <> 'closed';
  CREATE INDEX freeze_case_waiting ON freeze_case (queue, priority, opened_at) WHERE owner_id IS NULL AND state <> 'closed';
  CREATE INDEX freeze_case_load ON freeze_case (owner_id) WHERE state <> 'closed';
`;

/**
 * Whoever takes up work at the desk joins the queues that take newcomers, whichever door granted the role: a person without
 * a queue would see no case at all.
 */
const NEWCOMERS = `
  CREATE FUNCTION join_queues() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    WITH joined AS (
      INSERT INTO queue_member (queue, user_id, cap, skills, version)
      SELECT code, NEW.user_id, 60, '{}', 1 FROM queue WHERE newcomers
      ON CONFLICT DO NOTHING RETURNING queue
    )
    INSERT INTO queue_change (at, actor, subject, subject_id, kind, now_is)
    SELECT NEW.confirmed_at, coalesce(nullif(current_setting('thaw.actor', true), ''), NEW.confirmed_by),
           'member', queue || '/' || NEW.user_id, 'made', '{"cap": 60, "skills": []}'::jsonb FROM joined;
    RETURN NULL;
  END $$;
  CREATE TRIGGER user_role_joins_queues AFTER INSERT OR UPDATE OF confirmed_at ON user_role FOR EACH ROW
    WHEN (NEW.role IN ('agent', 'supervisor') AND NEW.confirmed_at IS NOT NULL) EXECUTE FUNCTION join_queues();
`;

/** A case that has a reason and is in no queue, however it came to that, goes where its reason leads. */
const CASES = `
  UPDATE freeze_case c SET queue = (
    SELECT q.code FROM queue q WHERE q.reasons = '{}' OR c.reason_code = ANY (q.reasons) ORDER BY q.position LIMIT 1)
  WHERE c.queue IS NULL AND c.reason_code IS NOT NULL`;

/** Where a case is in a queue of another name, that is made too: every case stays in one that there is. */
const PEOPLE = `
  INSERT INTO queue (code, name_zh, name_en, reasons, areas, tiers, position, calendar, round_robin, skills, newcomers, version)
  SELECT queue, queue, queue, '{}', '{}', '{}', 1000 + row_number() OVER (ORDER BY queue), 'desk', false, '{}', true, 1
  FROM (SELECT DISTINCT queue FROM freeze_case WHERE queue IS NOT NULL) AS known
  WHERE queue NOT IN (SELECT code FROM queue);
  ALTER TABLE freeze_case ADD CONSTRAINT freeze_case_queue FOREIGN KEY (queue) REFERENCES queue (code);
  INSERT INTO queue_member (queue, user_id, cap, skills, version)
  SELECT code, u.id, 60, '{}', 1 FROM queue CROSS JOIN app_user u
  WHERE EXISTS (SELECT FROM user_role r WHERE r.user_id = u.id AND r.role IN ('agent', 'supervisor') AND r.confirmed_at IS NOT NULL);
  INSERT INTO queue_change (at, actor, subject, subject_id, kind, now_is)
  SELECT now(), 'system:migration', 'queue', code, 'made', '{}'::jsonb FROM queue
  UNION ALL
  SELECT now(), 'system:migration', 'member', queue || '/' || user_id, 'made', '{"cap": 60, "skills": []}'::jsonb
  FROM queue_member;
`;

/** The last takes what no other does. */
const QUEUES = [
  {
    code: 'device_check',
    zh: '终端设备检查',
    en: 'Check of the terminal',
    reasons: ['RELOCATION', 'SWITCHED_APP', 'SKIMMING', 'TAMPER', 'MALWARE', 'HARDWARE'],
  },
  {
    code: 'records_check',
    zh: '商户资料核对',
    en: 'Check of merchant records',
    reasons: ['MCC_MISUSE', 'BINDING_MISMATCH', 'RETRIEVAL_DEFAULT', 'KYC_EXPIRED'],
  },
  { code: 'trading_review', zh: '交易情况核查', en: 'Review of trading', reasons: [] },
];
