import { ConfigError, newKey, readConfig } from './index';

const REQUIRED = {
  DATABASE_URL: 'postgres://thaw:pw@db.example:5432/thaw',
  THAW_BLOB_DIR: '/var/lib/thaw/blobs',
  THAW_CARD_KEY: newKey(),
  THAW_GATEWAY_URL: 'https://terminals.example/api',
  THAW_GATEWAY_SECRET: newKey(),
};
const [ONE, OTHER] = [newKey(), newKey()];
const bytes = (key: string): Buffer => Buffer.from(key, 'base64');

it('reads keys of files by their names', () => {
  const { files } = readConfig({
    ...REQUIRED,
    THAW_FILE_KEY: ONE,
    THAW_FILE_OLD_KEYS: `f0=${ONE}, f-1=${OTHER}`,
  });
  expect(files.keys).toEqual({
    current: { id: 'f1', key: bytes(ONE) },
    old: [
      { id: 'f0', key: bytes(ONE) },
      { id: 'f-1', key: bytes(OTHER) },
    ],
  });
});

function problemsWith(given: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig({ ...REQUIRED, ...given });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

it.each([
  { THAW_FILE_OLD_KEYS: `f0=${ONE},f0=${OTHER}` },
  { THAW_FILE_KEY: ONE, THAW_FILE_KEY_ID: 'f7', THAW_FILE_OLD_KEYS: `f7=${OTHER}` },
])('refuses two keys of files with one name, and repeats neither', (given) => {
  const problems = problemsWith(given);
  expect(problems).toEqual([expect.stringMatching(/^THAW_FILE_OLD_KEYS: each key needs a name of its own/)]);
  expect(problems.join()).not.toContain(OTHER);
});

it.each([
  ['THAW_FILE_KEY', Buffer.alloc(16, 7).toString('base64')],
  ['THAW_FILE_OLD_KEYS', `f0=${Buffer.alloc(16, 7).toString('base64')}`],
  ['THAW_FILE_OLD_KEYS', OTHER],
  ['THAW_CLAMD', 'hunter2'],
  ['THAW_CLAMD', 'hunter2:70000'],
  ['THAW_CLAMD', 'unix:hunter2'],
])('names %s where it is wrong, and does not repeat it: %s', (name, value) => {
  const problems = problemsWith({ [name]: value });
  expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: must .+ \\(.{10,}\\)$`))]);
  expect(problems[0]).not.toContain(value);
});

it.each([
  ['unix:/run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
  ['clamav.internal:3310', { host: 'clamav.internal', port: 3310 }],
  ['[::1]:3310', { host: '::1', port: 3310 }],
])('reads where clamd listens: %s', (given, scanner) => {
  expect(readConfig({ ...REQUIRED, THAW_CLAMD: given }).files.scanner).toEqual(scanner);
});

it('reads a bucket, and names what it needs beside its name', () => {
  const bucket = {
    THAW_S3_BUCKET: 'files',
    THAW_S3_ACCESS_KEY_ID: 'thaw',
    THAW_S3_SECRET_ACCESS_KEY: 'hunter2',
  };
  expect(readConfig({ ...REQUIRED, ...bucket }).files.bucket).toEqual({
    bucket: 'files',
    prefix: '',
    endpoint: null,
    region: 'us-east-1',
    pathStyle: false,
    accessKeyId: 'thaw',
    secretAccessKey: 'hunter2',
  });
  expect(problemsWith({ THAW_S3_BUCKET: 'files' })).toEqual([
    expect.stringMatching(/^THAW_S3_ACCESS_KEY_ID: is missing/),
    expect.stringMatching(/^THAW_S3_SECRET_ACCESS_KEY: is missing/),
  ]);
  expect(problemsWith({ ...bucket, THAW_S3_ENDPOINT: 'ftp://hunter2' })[0]).not.toContain('hunter2');
});
