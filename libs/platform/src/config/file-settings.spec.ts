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

it.each([
  { THAW_FILE_OLD_KEYS: `f0=${ONE},f0=${OTHER}` },
  { THAW_FILE_KEY: ONE, THAW_FILE_KEY_ID: 'f7', THAW_FILE_OLD_KEYS: `f7=${OTHER}` },
])('refuses two keys of files with one name, and repeats neither', (given) => {
  let problems: readonly string[] = [];
  try {
    readConfig({ ...REQUIRED, ...given });
  } catch (error) {
    if (error instanceof ConfigError) problems = error.problems;
  }
  expect(problems).toEqual([expect.stringMatching(/^THAW_FILE_OLD_KEYS: each key needs a name of its own/)]);
  expect(problems.join()).not.toContain(OTHER);
});
