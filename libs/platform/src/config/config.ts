import { randomBytes } from 'node:crypto';
import { cleanEnv, makeValidator, str, type ReporterOptions } from 'envalid';
import { DEFAULT_TIME_ZONE } from '@thaw/kernel';

// Validators of our own throughout: envalid's repeat the value they refuse, and a value may be a password.

/** 32 bytes in base64. */
const key = makeValidator((input: string) => {
  const bytes = Buffer.from(input, 'base64');
  if (bytes.length !== 32) throw new Error('must be 32 bytes in base64, e.g. from `openssl rand -base64 32`');
  return bytes;
});

const timeZone = makeValidator((input: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: input });
    return input;
  } catch {
    throw new Error('must be an IANA time zone, e.g. Asia/Shanghai');
  }
});

const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  makeValidator((input: string) => {
    const value = /^\d{1,16}$/.test(input) ? Number(input) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new Error(`must be a whole number, ${least} to ${most}`);
  });

const oneOf = (...values: readonly string[]) =>
  makeValidator((input: string) => {
    if (values.includes(input)) return input;
    throw new Error(`must be one of ${values.join(', ')}`);
  });

const flag = makeValidator((input: string) => {
  if (input !== 'true' && input !== 'false') throw new Error('must be true or false');
  return input === 'true';
});

const webAddress = (...schemes: readonly string[]) =>
  makeValidator((input: string) => {
    const scheme = URL.canParse(input) ? new URL(input).protocol.slice(0, -1) : '';
    if (schemes.includes(scheme)) return input;
    throw new Error(`must be an address that begins with ${schemes.join(':// or ')}://`);
  });

const gatewayUrl = webAddress('http', 'https');
const redisUrl = webAddress('redis', 'rediss');
const logLevel = oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent');

const databaseUrl = makeValidator((input: string) => {
  if (!/^postgres(ql)?:\/\//.test(input))
    throw new Error('must look like postgres://user:password@host:5432/database');
  try {
    decodeURIComponent(input);
    return input;
  } catch {
    throw new Error('must have every percent sign of a name or password written as %25');
  }
});

/** The whole configuration, read once. `process.env` is read nowhere else but in the command line's own start. */
const SCHEMA = {
  DATABASE_URL: databaseUrl({ desc: 'PostgreSQL 15 or newer, as the role that serves' }),
  DATABASE_OWNER_URL: databaseUrl({
    default: '',
    desc: 'PostgreSQL as the role that owns the tables and migrates; DATABASE_URL when absent',
  }),
  // Two long jobs hold a connection each while they ask for more: with fewer they would wait for themselves for ever.
  // An import holds a lock on one connection while it writes on another, and two may run beside the sweeps.
  DATABASE_POOL_SIZE: wholeNumber(5, 1_000)({ default: 10, desc: 'Connections of one process, at least 5' }),
  REDIS_URL: redisUrl({
    default: '',
    desc: 'Redis or Valkey for the queues; absent: the queues live in PostgreSQL',
  }),
  THAW_HOST: str({ default: '127.0.0.1', desc: 'Address the API listens on' }),
  THAW_PORT: wholeNumber(0, 65_535)({ default: 3000, desc: 'Port the API listens on; 0 takes a free one' }),
  THAW_BLOB_DIR: str({ desc: 'Folder for evidence and intake files' }),
  THAW_CARD_KEY_ID: str({ default: 'k1', desc: 'Name of the card key, stored in each token' }),
  THAW_CARD_KEY: key({ desc: 'Key under which card numbers become tokens: 32 bytes in base64' }),
  THAW_GATEWAY_URL: gatewayUrl({ desc: 'The terminal system that carries out lift and narrow commands' }),
  THAW_GATEWAY_SECRET: key({ desc: 'Key that signs commands and callbacks: 32 bytes in base64' }),
  THAW_TIME_ZONE: timeZone({
    default: DEFAULT_TIME_ZONE,
    desc: "The desk's time zone: days, months and office hours are read in it",
  }),
  THAW_UPLOAD_LIMIT_BYTES: wholeNumber(1)({ default: 2 * 1024 ** 3, desc: 'Largest history file' }),
  THAW_EVIDENCE_LIMIT_BYTES: wholeNumber(1)({ default: 20 * 1024 ** 2, desc: 'Largest evidence file' }),
  THAW_LOG_LEVEL: logLevel({ default: 'info', desc: 'Least level that is logged' }),
  THAW_SANDBOX: flag({
    default: false,
    desc: "Lets the demo move the desk's clock. Only for the embedded demo",
  }),
};

export interface Config {
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string;
  readonly databasePoolSize: number;
  readonly redisUrl: string | null;
  readonly host: string;
  readonly port: number;
  readonly blobDir: string;
  readonly cardKey: { readonly id: string; readonly key: Buffer };
  readonly gateway: { readonly url: string; readonly secret: Buffer };
  readonly timeZone: string;
  readonly uploadLimitBytes: number;
  readonly evidenceLimitBytes: number;
  readonly logLevel: string;
  readonly sandbox: boolean;
}

/** Nest's injection token for {@link Config}. */
export const CONFIG = Symbol('CONFIG');

/** A configuration that cannot be used; `problems` names each variable and what to do. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** @throws ConfigError naming every variable at fault, never its value. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  // Compose files and shells turn what is not set into blanks.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ''));
  const values = cleanEnv(given, SCHEMA, { reporter: throwProblems });
  return {
    databaseUrl: values.DATABASE_URL,
    databaseOwnerUrl: values.DATABASE_OWNER_URL || values.DATABASE_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    redisUrl: values.REDIS_URL || null,
    host: values.THAW_HOST,
    port: values.THAW_PORT,
    blobDir: values.THAW_BLOB_DIR,
    cardKey: { id: values.THAW_CARD_KEY_ID, key: values.THAW_CARD_KEY },
    gateway: { url: values.THAW_GATEWAY_URL, secret: values.THAW_GATEWAY_SECRET },
    timeZone: values.THAW_TIME_ZONE,
    uploadLimitBytes: values.THAW_UPLOAD_LIMIT_BYTES,
    evidenceLimitBytes: values.THAW_EVIDENCE_LIMIT_BYTES,
    logLevel: values.THAW_LOG_LEVEL,
    sandbox: values.THAW_SANDBOX,
  };
}

/** A fresh key for the embedded demo and for tests. */
export const newKey = (): string => randomBytes(32).toString('base64');

function throwProblems({ errors }: ReporterOptions<unknown>): void {
  const problems = Object.entries(errors as Record<string, Error>).map(([name, error]) => {
    const about = SCHEMA[name as keyof typeof SCHEMA] as { desc?: string };
    return `${name}: ${error.name === 'EnvMissingError' ? 'is missing' : error.message} (${about.desc ?? ''})`;
  });
  if (problems.length > 0) throw new ConfigError(problems);
}
