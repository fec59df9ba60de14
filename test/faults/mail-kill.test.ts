import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { systemActor } from '@thaw/kernel';
import { NotificationsService } from '@thaw/notifications';
import { Database } from '@thaw/platform';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { SmtpPeer } from '../support/smtp-peer';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';
import { waitFor } from '../support/wait-for';
import { startWorker } from '../support/worker-peer';

const MAILBOX = 'agent@mail.example';

let database: TestDatabase;
let config: ReturnType<typeof testConfig>;
let app: INestApplicationContext;
let smtp: SmtpPeer;
beforeAll(async () => {
  database = await createTestDatabase();
  config = testConfig(database);
  app = await NestFactory.createApplicationContext(WorkerModule.with(config), { logger: false });
  smtp = await SmtpPeer.start();
});
afterAll(async () => {
  await smtp.stop();
  await app.close();
  config.dispose();
  await database.drop();
});

/** Somebody with a mailbox and no quiet hours, who was told three things. */
async function told(): Promise<void> {
  const [user] = await database.query<{ id: string }>(
    `INSERT INTO app_user (id, login, display_name, password_hash, created_at)
     VALUES (gen_random_uuid(), 'agent-of-mails', 'A', 'none', now()) RETURNING id`,
  );
  const { id } = user!;
  await database.query(
    `INSERT INTO contact (user_id, channel, address, changed_by, changed_at) VALUES ($1, 'email', $2, 'system:setup', now())`,
    [id, MAILBOX],
  );
  await database.query('INSERT INTO telling_hours VALUES ($1, 0, 0, 0)', [id]);
  const notifications = app.get(NotificationsService, { strict: false });
  await app.get(Database, { strict: false }).asActor(systemActor('setup'), async (tx) => {
    for (const name of ['one', 'two', 'three'])
      await notifications.tell(
        tx,
        {
          dedupeKey: name,
          recipient: { kind: 'user', id },
          caseId: null,
          template: 'rule_set_submitted',
          content: { title: { zh: name, en: name } },
        },
        new Date(),
      );
  });
}

const dispatches = () =>
  database.query<{ id: string; state: string; attempts: number }>(
    'SELECT id, state, attempts FROM dispatch ORDER BY id',
  );

it('a worker killed while the server takes its mails sends each again under its own id, and none anew', async () => {
  await told();
  smtp.treat(MAILBOX, 'hold');
  const env = { THAW_SMTP_URL: smtp.url, THAW_MAIL_FROM: 'desk@bank.example' };
  const first = await startWorker(database, config, env);
  await smtp.until(MAILBOX, 1);
  await first.kill();
  const before = await dispatches();
  expect(before.some(({ state, attempts }) => state === 'waiting' && attempts === 1)).toBe(true);
  expect(before.every(({ state }) => state === 'waiting')).toBe(true);
  smtp.treat(MAILBOX, 'take');
  // The minute after which a try counts as lost, and a job as too, has gone by.
  await database.query(`UPDATE dispatch SET next_at = now() - interval '1 s', claimed_until = NULL`);
  const second = await startWorker(database, config, env);
  await waitFor('all to be sent', async () => {
    const rows = await dispatches();
    return rows.length === 3 && rows.every(({ state }) => state === 'sent');
  });
  expect(await second.stop()).toBe(0);
  expect((await dispatches()).map(({ id }) => id)).toEqual(
    expect.arrayContaining(before.map(({ id }) => id)),
  );
  const mails = await smtp.at(MAILBOX);
  // What the server had taken when the line broke comes twice, under one id by which mailboxes know it.
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(3);
  const sentAgain = mails.length - 3;
  expect(sentAgain).toBeGreaterThanOrEqual(1);
  expect((await dispatches()).filter(({ attempts }) => attempts > 1)).toHaveLength(sentAgain);
});
