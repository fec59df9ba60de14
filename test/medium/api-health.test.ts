import { version } from '../../package.json';
import { createApi } from '../../apps/api/src/create-api';
import { TestApi } from '../support/test-api';
import { createTestDatabase, testConfig } from '../support/test-database';
import supertest from 'supertest';

it('tells its name, version and where it is described', async () => {
  const api = await TestApi.start();
  try {
    await api.as().get('/').expect(200, { name: 'Thaw', version, docs: '/v1/openapi.json' });
    const described = await api.as().get('/v1/openapi.json').expect(200);
    expect(described.body).toMatchObject({ openapi: '3.1.0', info: { title: 'Thaw', version } });
    await api.as().get('/v1/health').expect(200, { state: 'ok' });
    await api.as().get('/v1/ready').expect(200, { state: 'ok', queue: 'ok' });
    // Nobody hands over what is asked for here.
    await api.database.query(
      `INSERT INTO outbox (job, payload, created_at) VALUES ('people.changed', '{}', now() - interval '1 minute')`,
    );
    const behind = await api.as().get('/v1/ready').expect(200);
    expect(behind.body).toEqual({
      state: 'ok',
      queue: 'behind',
      action: { zh: expect.stringContaining('worker'), en: expect.stringContaining('REDIS_URL') },
    });
  } finally {
    await api.stop();
  }
});

it('is alive but not ready while the database is away', async () => {
  const database = await createTestDatabase();
  const away = new URL(database.url);
  away.port = '1';
  const config = testConfig(database, { DATABASE_URL: away.href });
  const app = await createApi(config);
  try {
    await supertest(app.getHttpServer()).get('/v1/health').expect(200);
    const ready = await supertest(app.getHttpServer()).get('/v1/ready').set('accept-language', 'en');
    expect([ready.status, ready.body]).toMatchObject([503, { code: 'DEPENDENCY_UNAVAILABLE' }]);
    expect(Number(ready.headers['retry-after'])).toBeGreaterThan(0);
    expect(ready.text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/);
    const me = await supertest(app.getHttpServer())
      .get('/v1/me')
      .set('authorization', `Bearer ths_${'a'.repeat(43)}`);
    expect(me.status).toBe(503);
  } finally {
    await app.close();
    config.dispose();
    await database.drop();
  }
});
