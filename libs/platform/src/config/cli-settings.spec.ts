import { ConfigError, newKey, readCliSettings } from './index';

const problemsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('readCliSettings', () => {
  it('needs nothing: what is not set, or blank, is empty', () => {
    for (const env of [{}, { THAW_HOME: '', THAW_PORT: ' ', THAW_API_KEY: '\t', DATABASE_URL: '', LANG: ' ' }])
      expect(
        readCliSettings(env, 'THAW_HOME', 'THAW_API_KEY', 'DATABASE_URL', 'DATABASE_OWNER_URL', 'THAW_PORT', 'LANG'),
      ).toEqual({
        THAW_HOME: '',
        THAW_API_KEY: '',
        DATABASE_URL: '',
        DATABASE_OWNER_URL: '',
        THAW_PORT: undefined,
        LANG: '',
      });
  }); // prettier-ignore

  it('reads each as what it is', () => {
    const secret = newKey();
    const env = { THAW_API_KEY: 'thk_abc\n', THAW_PORT: '0', THAW_GATEWAY_SECRET: secret, NO_COLOR: '1' };
    expect(
      readCliSettings(env, 'THAW_API_KEY', 'THAW_PORT', 'THAW_GATEWAY_SECRET', 'NO_COLOR', 'THAW_TIME_ZONE'),
    ).toEqual({
      THAW_API_KEY: 'thk_abc',
      THAW_PORT: 0,
      THAW_GATEWAY_SECRET: Buffer.from(secret, 'base64'),
      NO_COLOR: '1',
      THAW_TIME_ZONE: 'Asia/Shanghai',
    });
  });

  it('names every wrong one that the command needs, never its value, and no other', () => {
    const env = {
      THAW_PORT: 'hunter2',
      DATABASE_OWNER_URL: 'mysql://root:hunter2@db/thaw',
      THAW_TIME_ZONE: 'Mars/Hunter2',
    };
    const problems = problemsOf(() => readCliSettings(env, 'THAW_PORT', 'DATABASE_OWNER_URL', 'THAW_HOME'));
    expect(problems).toEqual([
      expect.stringMatching(/^THAW_PORT: must be a whole number.+\(.{10,}\)$/),
      expect.stringMatching(/^DATABASE_OWNER_URL: must look like postgres.+\(.{10,}\)$/),
    ]);
    expect(problems.join()).not.toMatch(/hunter2/i);
    expect(readCliSettings(env, 'THAW_HOME')).toEqual({ THAW_HOME: '' });
  });
});
