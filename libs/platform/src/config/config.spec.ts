import { ConfigError, newKey, readConfig } from './index';

const REQUIRED = {
  DATABASE_URL: 'postgres://thaw:pw@db.example:5432/thaw',
  THAW_BLOB_DIR: '/var/lib/thaw/blobs',
  THAW_CARD_KEY: newKey(),
  THAW_GATEWAY_URL: 'https://terminals.example/api',
  THAW_GATEWAY_SECRET: newKey(),
};
type Required = keyof typeof REQUIRED;

const problemsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

const problemsWith = (over: NodeJS.ProcessEnv): readonly string[] => problemsOf({ ...REQUIRED, ...over });

describe('what is required', () => {
  it('is named, all of it at once', () => {
    expect(
      problemsOf({})
        .map((problem) => problem.split(':', 1)[0])
        .sort(),
    ).toEqual(Object.keys(REQUIRED).sort());
  });

  it.each(Object.keys(REQUIRED) as Required[])('%s, and its absence says what it is for', (name) => {
    const { [name]: _, ...others } = REQUIRED;
    expect(problemsOf(others)).toEqual([
      expect.stringMatching(new RegExp(`^${name}: is missing \\(.{10,}\\)$`)),
    ]);
  });

  it.each(Object.keys(REQUIRED) as Required[])('%s is missing where it is blank', (name) => {
    for (const blank of ['', ' ', '\t'])
      expect(problemsWith({ [name]: blank })).toEqual([
        expect.stringContaining(`${name}: is missing`) as string,
      ]);
  });

  it('is enough: all else has a default, and a blank is none', () => {
    const bare = readConfig(REQUIRED);
    expect(bare).toEqual({
      databaseUrl: REQUIRED.DATABASE_URL,
      databaseOwnerUrl: REQUIRED.DATABASE_URL,
      databasePoolSize: 10,
      redisUrl: null,
      host: '127.0.0.1',
      port: 3000,
      publicUrl: null,
      trustedProxies: [],
      sessions: { lifeMs: 12 * 3_600_000, idleMs: 2 * 3_600_000 },
      signIn: { key: null, factorRule: 'deciders' },
      oidc: null,
      blobDir: REQUIRED.THAW_BLOB_DIR,
      cardKey: { id: 'k1', key: Buffer.from(REQUIRED.THAW_CARD_KEY, 'base64') },
      audit: { key: null, exportDir: null },
      gateway: {
        url: REQUIRED.THAW_GATEWAY_URL,
        secret: Buffer.from(REQUIRED.THAW_GATEWAY_SECRET, 'base64'),
      },
      webhooks: { key: null, allow: [], keepDays: 30 },
      mail: null,
      sms: null,
      robots: { wecom: null, dingtalk: null, feishu: null },
      timeZone: 'Asia/Shanghai',
      uploadLimitBytes: 2 * 1024 ** 3,
      evidenceLimitBytes: 20 * 1024 ** 2,
      files: {
        keys: { current: null, old: [] },
        bucket: null,
        scanner: null,
        mostPixels: 100_000_000,
        merchantFiles: 5_000,
        merchantBytes: 10 * 1024 ** 3,
      },
      retention: { caseYears: 10, slipYears: 10 },
      watch: { onHit: 'propose', severity: 1 },
      logLevel: 'info',
      sandbox: false,
    });
    const blank = Object.fromEntries(OPTIONAL.map((name) => [name, ' ']));
    expect(readConfig({ ...REQUIRED, ...blank, HOME: '/root' })).toEqual(bare);
  });
});

const OPTIONAL = [
  'DATABASE_OWNER_URL',
  'DATABASE_POOL_SIZE',
  'REDIS_URL',
  'THAW_HOST',
  'THAW_PORT',
  'THAW_PUBLIC_URL',
  'THAW_TRUSTED_PROXIES',
  'THAW_SESSION_HOURS',
  'THAW_SESSION_IDLE_MINUTES',
  'THAW_SIGN_IN_KEY',
  'THAW_SECOND_FACTOR',
  'THAW_OIDC_ISSUER',
  'THAW_OIDC_CLIENT_ID',
  'THAW_OIDC_CLIENT_SECRET',
  'THAW_OIDC_SCOPES',
  'THAW_OIDC_ROLES_CLAIM',
  'THAW_OIDC_ROLE_MAP',
  'THAW_OIDC_TRUST_ROLES',
  'THAW_OIDC_ACR',
  'THAW_CARD_KEY_ID',
  'THAW_WEBHOOK_KEY',
  'THAW_WEBHOOK_ALLOW',
  'THAW_WEBHOOK_KEEP_DAYS',
  'THAW_SMTP_URL',
  'THAW_MAIL_FROM',
  'THAW_SMS_URL',
  'THAW_SMS_SECRET',
  'THAW_WECOM_ROBOT_URL',
  'THAW_DINGTALK_ROBOT_URL',
  'THAW_DINGTALK_ROBOT_SECRET',
  'THAW_FEISHU_ROBOT_URL',
  'THAW_FEISHU_ROBOT_SECRET',
  'THAW_TIME_ZONE',
  'THAW_UPLOAD_LIMIT_BYTES',
  'THAW_EVIDENCE_LIMIT_BYTES',
  'THAW_FILE_KEY',
  'THAW_FILE_KEY_ID',
  'THAW_FILE_OLD_KEYS',
  'THAW_CLAMD',
  'THAW_S3_BUCKET',
  'THAW_PICTURE_PIXELS',
  'THAW_MERCHANT_FILES',
  'THAW_MERCHANT_BYTES',
  'THAW_WATCH_ON_HIT',
  'THAW_WATCH_SEVERITY',
  'THAW_LOG_LEVEL',
  'THAW_SANDBOX',
];

describe('a wrong value', () => {
  const bytes = (count: number): string => Buffer.alloc(count, 7).toString('base64');
  const wrong: readonly [string, string][] = [
    ['DATABASE_URL', 'mysql://root:hunter2@db/thaw'],
    ['DATABASE_URL', 'db.hunter2.example'],
    ['DATABASE_URL', 'postgres://thaw:hunter2%zz@db/thaw'],
    ['DATABASE_OWNER_URL', 'https://owner:hunter2@db'],
    ['DATABASE_POOL_SIZE', 'hunter2'],
    ['DATABASE_POOL_SIZE', '0'],
    ['DATABASE_POOL_SIZE', '-5'],
    ['DATABASE_POOL_SIZE', '10 or so'],
    ['DATABASE_POOL_SIZE', '9.5'],
    ['DATABASE_POOL_SIZE', 'Infinity'],
    ['DATABASE_POOL_SIZE', '3'],
    ['REDIS_URL', 'hunter2:6379'],
    ['REDIS_URL', 'https://:hunter2@cache'],
    ['THAW_PORT', '65536'],
    ['THAW_PORT', '-1'],
    ['THAW_PORT', '80a'],
    ['THAW_PORT', '0x50'],
    ['THAW_PUBLIC_URL', 'hunter2.example'],
    ['THAW_PUBLIC_URL', 'ftp://hunter2.example'],
    ['THAW_PUBLIC_URL', 'https://thaw.example/hunter2'],
    ['THAW_TRUSTED_PROXIES', 'hunter2'],
    ['THAW_TRUSTED_PROXIES', '10.0.0.1,'],
    ['THAW_TRUSTED_PROXIES', '0.0.0.0/0'],
    ['THAW_TRUSTED_PROXIES', '::/0'],
    ['THAW_SIGN_IN_KEY', bytes(31)],
    ['THAW_SECOND_FACTOR', 'hunter2'],
    ['THAW_OIDC_ISSUER', 'http://hunter2.example'],
    ['THAW_OIDC_ISSUER', 'hunter2'],
    ['THAW_OIDC_ROLE_MAP', 'hunter2'],
    ['THAW_OIDC_ROLE_MAP', 'hunter2=merchant'],
    ['THAW_OIDC_ROLE_MAP', 'desk=agent,hunter2=root'],
    ['THAW_OIDC_TRUST_ROLES', 'hunter2'],
    ['THAW_SESSION_HOURS', '169'],
    ['THAW_SESSION_IDLE_MINUTES', '4'],
    ['THAW_CARD_KEY', bytes(31)],
    ['THAW_CARD_KEY', bytes(33)],
    ['THAW_CARD_KEY', 'hunter2'],
    ['THAW_GATEWAY_SECRET', bytes(16)],
    ['THAW_WEBHOOK_KEY', bytes(16)],
    ['THAW_WEBHOOK_ALLOW', 'hunter2'],
    ['THAW_WEBHOOK_ALLOW', 'events.internal:8080,hunter2'],
    ['THAW_WEBHOOK_ALLOW', 'https://hunter2:8080/'],
    ['THAW_WEBHOOK_ALLOW', 'hunter2.internal:70000'],
    ['THAW_SMTP_URL', 'mail.hunter2'],
    ['THAW_SMTP_URL', 'https://hunter2/'],
    ['THAW_WECOM_ROBOT_URL', 'hunter2'],
    ['THAW_DINGTALK_ROBOT_URL', 'ftp://hunter2'],
    ['THAW_FEISHU_ROBOT_URL', 'hunter2'],
    ['THAW_SMS_URL', 'sms://hunter2'],
    ['THAW_SMS_SECRET', bytes(31)],
    ['THAW_MAIL_FROM', 'hunter2'],
    ['THAW_MAIL_FROM', 'Thaw <hunter2>'],
    ['THAW_GATEWAY_URL', 'terminals/hunter2'],
    ['THAW_GATEWAY_URL', 'file:///etc/hunter2'],
    ['THAW_TIME_ZONE', 'Mars/Hunter2'],
    ['THAW_UPLOAD_LIMIT_BYTES', '2 GB'],
    ['THAW_UPLOAD_LIMIT_BYTES', '0'],
    ['THAW_EVIDENCE_LIMIT_BYTES', '1e309'],
    ['THAW_WATCH_ON_HIT', 'hunter2'],
    ['THAW_WATCH_SEVERITY', '0'],
    ['THAW_LOG_LEVEL', 'hunter2'],
    ['THAW_SANDBOX', 'hunter2'],
  ];

  it.each(wrong)('of %s is named and not repeated: %j', (name, value) => {
    const problems = problemsWith({ [name]: value });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: must .+ \\(.{10,}\\)$`))]);
    expect(problems[0]).not.toMatch(/hunter2/i);
    if (value.length > 2) expect(problems[0]).not.toContain(value);
  });

  it('does not hide another: all are told in one message', () => {
    const over = { THAW_PORT: 'http', THAW_LOG_LEVEL: 'loud', THAW_CARD_KEY: undefined };
    expect(() => readConfig({ ...REQUIRED, ...over })).toThrow(
      /^The configuration is not usable:\n {2}THAW_PORT: .+\n {2}THAW_CARD_KEY: .+\n {2}THAW_LOG_LEVEL: .+$/,
    );
  });
});

it('is a provider of identities only with all that it needs', () => {
  const issuer = { ...REQUIRED, THAW_OIDC_ISSUER: 'https://id.bank.example/realms/staff' };
  expect(problemsOf(issuer).map((problem) => problem.split(':', 1)[0])).toEqual([
    'THAW_OIDC_CLIENT_ID',
    'THAW_OIDC_CLIENT_SECRET',
    'THAW_PUBLIC_URL',
    'THAW_SIGN_IN_KEY',
  ]);
  const whole = {
    ...issuer,
    THAW_OIDC_CLIENT_ID: 'thaw',
    THAW_OIDC_CLIENT_SECRET: 's',
    THAW_PUBLIC_URL: 'https://thaw.bank.example',
    THAW_SIGN_IN_KEY: newKey(),
    THAW_OIDC_ROLE_MAP: 'cn=desk=agent, lead = supervisor',
  };
  expect(readConfig(whole).oidc).toEqual({
    issuer: 'https://id.bank.example/realms/staff',
    clientId: 'thaw',
    clientSecret: 's',
    scopes: 'openid profile',
    rolesClaim: 'roles',
    roleMap: [
      ['cn=desk', 'agent'],
      ['lead', 'supervisor'],
    ],
    trustRoles: false,
    acr: null,
  });
});

describe('a right value', () => {
  it.each([
    ['THAW_PORT', '0', { port: 0 }],
    ['THAW_PORT', '65535', { port: 65_535 }],
    ['DATABASE_POOL_SIZE', '25', { databasePoolSize: 25 }],
    ['THAW_PUBLIC_URL', 'https://Thaw.example/', { publicUrl: 'https://thaw.example' }],
    ['THAW_TRUSTED_PROXIES', '10.0.0.5, fd00::/8', { trustedProxies: ['10.0.0.5', 'fd00::/8'] }],
    ['THAW_SESSION_HOURS', '8', { sessions: { lifeMs: 8 * 3_600_000, idleMs: 2 * 3_600_000 } }],
    ['THAW_SESSION_IDLE_MINUTES', '15', { sessions: { lifeMs: 12 * 3_600_000, idleMs: 15 * 60_000 } }],
    [
      'DATABASE_OWNER_URL',
      'postgresql://owner:p%40ss@db/thaw',
      { databaseOwnerUrl: 'postgresql://owner:p%40ss@db/thaw' },
    ],
    ['REDIS_URL', 'rediss://:secret@cache:6380/1', { redisUrl: 'rediss://:secret@cache:6380/1' }],
    [
      'THAW_WECOM_ROBOT_URL',
      'https://qyapi.example/send?key=k',
      { robots: { wecom: { url: 'https://qyapi.example/send?key=k', secret: null }, feishu: null } },
    ],
    ['THAW_TIME_ZONE', 'Europe/London', { timeZone: 'Europe/London' }],
    [
      'THAW_WEBHOOK_ALLOW',
      'Events.internal:8080, [0:0::1]:443',
      { webhooks: { key: null, allow: ['events.internal:8080', '[::1]:443'] } },
    ],
    ['THAW_LOG_LEVEL', 'silent', { logLevel: 'silent' }],
    ['THAW_SANDBOX', 'true', { sandbox: true }],
    ['THAW_SANDBOX', 'false', { sandbox: false }],
  ])('of %s is taken: %s', (name, value, expected) => {
    expect(readConfig({ ...REQUIRED, [name]: value })).toMatchObject(expected);
  });

  it('of a mail server wants a sender, and both are taken as they are', () => {
    const url = 'smtp://desk:secret@mail.bank.example:587';
    expect(problemsWith({ THAW_SMTP_URL: url })).toEqual([
      expect.stringMatching(/^THAW_MAIL_FROM: is missing/) as string,
    ]);
    const from = 'Thaw <desk@bank.example>';
    expect(readConfig({ ...REQUIRED, THAW_SMTP_URL: url, THAW_MAIL_FROM: from }).mail).toEqual({ url, from });
    // A sender alone sends nothing.
    expect(readConfig({ ...REQUIRED, THAW_MAIL_FROM: 'desk@bank.example' }).mail).toBeNull();
  });

  it('of a gateway for text messages wants a key', () => {
    const url = 'https://sms.bank.example/send';
    expect(problemsWith({ THAW_SMS_URL: url })).toEqual([
      expect.stringMatching(/^THAW_SMS_SECRET: is missing/) as string,
    ]);
    const secret = newKey();
    expect(readConfig({ ...REQUIRED, THAW_SMS_URL: url, THAW_SMS_SECRET: secret }).sms).toEqual({
      url,
      secret: Buffer.from(secret, 'base64'),
    });
  });

  it('of a key is 32 bytes, and a new one is such a key, each time another', () => {
    expect(Buffer.from(newKey(), 'base64')).toHaveLength(32);
    expect(newKey()).not.toBe(newKey());
  });
});
