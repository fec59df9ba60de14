import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which files of an item were part of what was rejected: they no longer count when it is asked for again. Of what was
 * rejected before, all files are; of what was asked for again since, those that came before the request. Nor does a reason for
 * having none count where it was rejected; its words stay in the timeline.
 */
export class JudgeEvidenceByItem1795797900000 implements MigrationInterface {
  name = 'JudgeEvidenceByItem1795797900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE evidence_file ADD COLUMN rejected boolean NOT NULL DEFAULT false;
      UPDATE evidence_file f SET rejected = true
      FROM evidence_item i LEFT JOIN evidence_request r ON r.id = i.request_id
      WHERE f.item_id = i.id
        AND (i.state = 'rejected'
          OR (i.state = 'requested' AND i.assessment_reason IS NOT NULL AND f.uploaded_at < r.requested_at));
      UPDATE evidence_item SET absence_reason = NULL WHERE state = 'rejected';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE evidence_file DROP COLUMN rejected');
  }
}
