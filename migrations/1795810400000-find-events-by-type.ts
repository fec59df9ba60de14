import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The figures of a period read what happened in it, of all cases: they look for events by their kind and time. */
export class FindEventsByType1795810400000 implements MigrationInterface {
  name = 'FindEventsByType1795810400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX case_event_type_at ON case_event (type, at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX case_event_type_at');
  }
}
