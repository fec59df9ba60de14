import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the desk reckons by: hours and holidays, in versions that are only ever added, so that what was reckoned under one
 * can be reckoned again. The arrangements of 2023 to 2026 as the State Council announced them.
 */
export class KeepCalendars1795808000000 implements MigrationInterface {
  name = 'KeepCalendars1795808000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE calendar_change (
        revision integer PRIMARY KEY CHECK (revision > 0),
        at timestamptz NOT NULL,
        actor text NOT NULL,
        reason text
      );
      CREATE TABLE calendar_version (
        code text NOT NULL CHECK (code IN ('desk', 'merchant')),
        revision integer NOT NULL REFERENCES calendar_change (revision),
        definition jsonb NOT NULL,
        PRIMARY KEY (code, revision)
      );
      CREATE TABLE holiday_year (
        year integer NOT NULL,
        revision integer NOT NULL REFERENCES calendar_change (revision),
        off text[] NOT NULL,
        makeup text[] NOT NULL,
        PRIMARY KEY (year, revision)
      );
      GRANT SELECT, INSERT ON calendar_change, calendar_version, holiday_year TO thaw_serving;
      INSERT INTO calendar_change (revision, at, actor) VALUES (1, now(), 'system:migration');
    `);
    for (const [year, { off, makeup }] of Object.entries(ANNOUNCED))
      await runner.query('INSERT INTO holiday_year (year, revision, off, makeup) VALUES ($1, 1, $2, $3)', [
        Number(year),
        days(year, off),
        days(year, makeup),
      ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE holiday_year; DROP TABLE calendar_version; DROP TABLE calendar_change;');
  }
}

/** As month and day, or a run of days within a month. */
const ANNOUNCED: Readonly<Record<string, { readonly off: string; readonly makeup: string }>> = {
  2023: {
    off: '01-01-02 01-21-27 04-05 04-29-30 05-01-03 06-22-24 09-29-30 10-01-06',
    makeup: '01-28-29 04-23 05-06 06-25 10-07-08',
  },
  2024: {
    off: '01-01 02-10-17 04-04-06 05-01-05 06-10 09-15-17 10-01-07',
    makeup: '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12',
  },
  2025: {
    off: '01-01 01-28-31 02-01-04 04-04-06 05-01-05 05-31 06-01-02 10-01-08',
    makeup: '01-26 02-08 04-27 09-28 10-11',
  },
  2026: {
    off: '01-01-03 02-15-23 04-04-06 05-01-05 06-19-21 09-25-27 10-01-07',
    makeup: '01-04 02-14 02-28 05-09 09-20 10-10',
  },
};

function days(year: string, runs: string): string[] {
  return runs.split(' ').flatMap((run) => {
    const [month = '', from = '', to = from] = run.split('-');
    const [first, last] = [Number(from), Number(to)];
    return Array.from(
      { length: last - first + 1 },
      (_, i) => `${year}-${month}-${String(first + i).padStart(2, '0')}`,
    );
  });
}
