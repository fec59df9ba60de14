import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { TestApi } from '../support/test-api';

it('is not ready while every connection is taken, says so in time, and refuses what cannot wait', async () => {
  const api = await TestApi.start({}, { DATABASE_POOL_SIZE: '5' });
  const database = api.app.get(Database);
  let letGo = (): void => undefined;
  const until = new Promise<void>((resolve) => (letGo = resolve));
  try {
    const { token } = await api.user(['agent']);
    const holders = Array.from({ length: 5 }, () => database.asActor(systemActor('setup'), () => until));
    const [ready, me] = await Promise.all([api.as().get('/v1/ready'), api.as(token).get('/v1/me')]);
    expect([ready.status, ready.body.detail]).toEqual([
      503,
      expect.stringContaining('did not answer in time'),
    ]);
    expect([me.status, me.body.detail]).toEqual([503, expect.stringContaining('busy')]);
    expect(me.headers['content-type']).toContain('application/problem+json');
    expect(Number(me.headers['retry-after'])).toBeGreaterThan(0);
    letGo();
    await Promise.all(holders);
    await api.as().get('/v1/ready').expect(200);
    await api.as(token).get('/v1/me').expect(200);
  } finally {
    letGo();
    await api.stop();
  }
}, 40_000);
