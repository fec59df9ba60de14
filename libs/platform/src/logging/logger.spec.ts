import { randomUUID } from 'node:crypto';
import { QueryFailedError } from 'typeorm';
import { Logger } from './logger';

const CARD = '4111111111111111';
const MASKED = '411111******1111';

/** What the process writes to standard output, as lines and as text. */
let text = '';
let logger: Logger;
beforeAll(() => {
  // pino writes to the stream itself once somebody has laid hands on it.
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  logger = new Logger({ logLevel: 'debug' });
});
afterAll(() => jest.restoreAllMocks());
beforeEach(() => (text = ''));

/** Every line is JSON on its own, or a log collector loses it. */
const lines = (): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const logged = (fields: object | string, message?: unknown): Record<string, unknown> => {
  text = '';
  logger.info(fields, message);
  const [line, ...more] = lines();
  expect(more).toEqual([]);
  return line as Record<string, unknown>;
};

describe('a line', () => {
  it('has a level, a time of ISO form, its fields and its message', () => {
    expect(logged({ scanId: 's', rows: 7 }, 'scanned')).toEqual({
      level: 30,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      scanId: 's',
      rows: 7,
      msg: 'scanned',
    });
    expect(logged('only words')).toMatchObject({ msg: 'only words' });
  });

  it('is left out under the level that is asked for', () => {
    const quiet = new Logger({ logLevel: 'warn' });
    quiet.info({}, 'not told');
    quiet.log('not told');
    quiet.debug('not told');
    quiet.warn({}, 'told');
    expect(lines()).toMatchObject([{ level: 40, msg: 'told' }]);
  });
});

describe('a secret', () => {
  const SECRET = 'hunter2-hunter2';
  const NAMES = ['password', 'token', 'key', 'secret', 'authorization', 'cookie', 'card'];
  const SPELT_OTHERWISE = [
    'Authorization',
    'passwordHash',
    'password_hash',
    'currentPassword',
    'accessToken',
    'apiKey',
    'api_key',
    'set-cookie',
    'clientSecret',
    'cardNumber',
    'tokens',
  ];
  const under = (depth: number, leaf: object): object =>
    depth === 0 ? leaf : { [`level${depth}`]: under(depth - 1, leaf) };

  it.each([...NAMES, ...SPELT_OTHERWISE])('under the name %s is redacted at any depth', (name) => {
    for (const depth of [0, 1, 2, 3, 6]) {
      logged(under(depth, { [name]: SECRET, beside: 'kept' }));
      expect([depth, text]).not.toEqual([depth, expect.stringContaining(SECRET)]);
      expect(text).toContain('"beside":"kept"');
      expect(text).toContain('[redacted]');
    }
  });

  it('is redacted in lists, and whole where it is an object', () => {
    logged({ people: [{ password: SECRET }, { card: { number: SECRET, bin: SECRET } }] });
    expect(text).not.toContain(SECRET);
  });

  it('is redacted without a change to what the caller goes on with', () => {
    const request = { headers: { authorization: SECRET } };
    logged({ request });
    expect(request.headers.authorization).toBe(SECRET);
  });

  it('is not seen where a name only sounds like one', () => {
    const kept = { monkey: 'm', turnkey: 't', carded: 'c', keyId: 'k1', cardType: 'credit', tokenised: 3 };
    expect(logged(kept)).toMatchObject(kept);
  });

  it('is taken out of connection addresses, wherever they stand', () => {
    const url = 'postgres://thaw:hunter2@db:5432/thaw';
    expect(logged({ databaseUrl: url, err: new Error(`no way to ${url}`) }, `trying ${url}`)).toMatchObject({
      databaseUrl: 'postgres://thaw:[redacted]@db:5432/thaw',
      err: { message: 'no way to postgres://thaw:[redacted]@db:5432/thaw' },
      msg: 'trying postgres://thaw:[redacted]@db:5432/thaw',
    });
    expect(text).not.toContain('hunter2');
  });
});

describe('a card number', () => {
  it('is masked in messages, fields, names of fields, lists and depths', () => {
    expect(logged(`paid with ${CARD}.`)).toMatchObject({ msg: `paid with ${MASKED}.` });
    expect(
      logged({ note: CARD, list: [`a ${CARD}`], deep: { deeper: { n: '4111 1111 1111 1111' } } }),
    ).toMatchObject({ note: MASKED, list: [`a ${MASKED}`], deep: { deeper: { n: '4111 11** **** 1111' } } });
    logged({ [CARD]: 'a column name' });
    expect(text).not.toContain(CARD);
  });

  it('is masked where it is a number, and the line stays JSON', () => {
    expect(logged({ pan: Number(CARD), list: [1, Number(CARD)], code: 7 })).toMatchObject({
      pan: MASKED,
      list: [1, MASKED],
      code: 7,
    });
    expect(logged({ ratio: 0.4111111111111111, minus: -Number(CARD) })).toHaveProperty('ratio');
    expect(text).not.toContain(CARD);
  });

  it('is masked in errors: message, stack, cause and code', () => {
    const cause = new Error(`row ${CARD}`);
    const error = Object.assign(new Error(`line 3: ${CARD}`, { cause }), { code: CARD });
    for (const fields of [{ err: error }, { error }, { cause: { error } }, { errors: [error] }, error]) {
      logged(fields, 'failed');
      expect(text).not.toContain(CARD);
    }
    expect(logged({ err: error })).toMatchObject({
      err: { type: 'Error', message: `line 3: ${MASKED}`, cause: { message: `row ${MASKED}` } },
    });
  });

  it('is masked in what the framework says', () => {
    logger.log(`GET /v1/cases?q=${CARD}`);
    logger.error(`failed ${CARD}`, `stack ${CARD}`);
    expect(lines()).toHaveLength(2);
    expect(text).not.toContain(CARD);
  });
});

describe('what only looks like a card number', () => {
  it('stays whole: UUIDs, times, amounts, hashes', () => {
    const fields = {
      // A group of digits that passes the Luhn check is still part of an id.
      id: '41111111-1111-4111-8111-111111111111',
      actor: 'user:41111111-1111-4111-8111-111111111111',
      ids: Array.from({ length: 200 }, () => randomUUID()),
      at: '2026-11-23T01:02:03.456Z',
      from: new Date(0).toISOString(),
      amountFen: 123_456_789_012,
      sha256: 'a4111111111111111b'.slice(0, 12),
    };
    expect(logged(fields)).toMatchObject(fields);
  });

  it.each(Array.from({ length: 10 }, (_, i) => 1_795_420_800_000 + i))(
    'an instant in ms, %i, leaves the line readable',
    (ms) => {
      expect(String(logged({ ms }).ms)).toMatch(/^179542\d{3}\d{4}$|^179542\*{3}\d{4}$/);
    },
  );
});

describe('an error', () => {
  const failed = (message: string, parameters: unknown[]): Error =>
    new QueryFailedError(
      'UPDATE app_user SET password_hash = $1 WHERE login = $2',
      parameters,
      Object.assign(new Error(message), {
        code: '22P02',
        detail: `Key (login)=(${String(parameters[1])}) exists`,
        where: 'private words',
      }),
    );

  it('of the database tells what failed, never what the statement was given', () => {
    const error = failed('invalid input syntax for type uuid: "private words"', [
      'argon2-hash',
      'private words',
    ]);
    for (const fields of [
      { err: error },
      { error },
      { failure: error },
      { nested: { error } },
      { errors: [error] },
      { err: new Error('outer', { cause: error }) },
      { err: new AggregateError([error], 'several') },
      error,
    ]) {
      logged(fields, 'job failed');
      expect(text).not.toMatch(/private words|argon2-hash/);
      expect(text).toContain('QueryFailedError');
    }
    expect(logged({ err: error })).toMatchObject({
      err: { type: 'QueryFailedError', code: '22P02', message: expect.stringContaining('uuid') as string },
    });
  });

  it('keeps short parameters out of sight without making the message unreadable', () => {
    const { err } = logged({ err: failed('invalid input syntax for type integer: "a"', ['a', 1, null]) });
    expect(err).toMatchObject({
      message: expect.stringMatching(/^invalid input syntax for type integer/) as string,
    });
  });

  it('whose causes run in a circle is told once', () => {
    const first = new Error('first');
    const second = new Error('second', { cause: first });
    first.cause = second;
    expect(logged({ err: first })).toMatchObject({
      err: { message: 'first', cause: { message: 'second' } },
    });
  });

  it('may be anything that was thrown', () => {
    for (const thrown of ['words', 7, null, undefined, { password: 'hunter2' }, Symbol('s')]) {
      logged({ err: thrown });
      expect(text).not.toContain('hunter2');
    }
  });
});
