import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Guesses at signing in of the last quarter of an hour, so that all API processes count the same ones. Names and networks are
 * kept as hashes: people type passwords where the name belongs.
 */
export class ShareGuesses1796060100000 implements MigrationInterface {
  name = 'ShareGuesses1796060100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sign_in_guess (
        id uuid PRIMARY KEY,
        login bytea NOT NULL CHECK (length(login) = 32),
        network bytea NOT NULL CHECK (length(network) = 32),
        at timestamptz NOT NULL
      );
      CREATE INDEX sign_in_guess_login ON sign_in_guess (login, at);
      CREATE INDEX sign_in_guess_network ON sign_in_guess (network, at);
      CREATE INDEX sign_in_guess_at ON sign_in_guess (at);
      GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_guess TO thaw_serving;
      ALTER TABLE sign_in_guess ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY seen ON sign_in_guess USING (current_setting('thaw.desk', true) <> '');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sign_in_guess');
  }
}
