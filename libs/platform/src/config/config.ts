import { randomBytes } from 'node:crypto';
import { str } from 'envalid';
import { DEFAULT_TIME_ZONE } from '@thaw/kernel';
import { FILE_SCHEMA, filesOf, type FileSettings } from './file-settings';
import { OIDC_SCHEMA, oidcOf, type OidcSettings } from './oidc-settings';
import { ConfigError, readSettings } from './read-settings';
import { RETENTION_SCHEMA, retentionOf, type RetentionSettings } from './retention-settings';
import {
  addressRanges,
  databaseUrl,
  flag,
  hostPorts,
  gatewayUrl,
  key,
  logLevel,
  mailSender,
  onWatchHit,
  publicUrl,
  redisUrl,
  secondFactor,
  smtpUrl,
  timeZone,
  token,
  webUrl,
  wholeNumber,
} from './validators';

/** The whole configuration of a desk, read once by each of its processes. What the command line reads is in cli-settings.ts. */
export const DESK_SCHEMA = {
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
  THAW_PUBLIC_URL: publicUrl({
    default: '',
    desc: 'Where people reach the desk, scheme and host; with https, cookies are bound to it. Links in mails begin with it',
  }),
  THAW_TRUSTED_PROXIES: addressRanges({
    default: [],
    desc: 'Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or CIDR ranges, separated by commas',
  }),
  THAW_SESSION_HOURS: wholeNumber(
    1,
    168,
  )({ default: 12, desc: 'Hours after which a session ends, whatever is done meanwhile' }),
  THAW_SESSION_IDLE_MINUTES: wholeNumber(
    5,
    1_440,
  )({ default: 120, desc: 'Minutes without a request after which a session ends' }),
  THAW_SIGN_IN_KEY: key({
    default: undefined,
    desc: 'Key under which second factors are kept and what mails and single sign-on need is made: 32 bytes in base64; absent: there is none of these',
  }),
  THAW_SECOND_FACTOR: secondFactor({
    default: 'deciders',
    desc: 'Who must have a second factor where THAW_SIGN_IN_KEY is set: deciders (supervisors, reviewers, risk officers, admins), staff, or optional',
  }),
  ...OIDC_SCHEMA,
  THAW_BLOB_DIR: str({ desc: 'Folder for evidence and intake files' }),
  THAW_CARD_KEY_ID: str({ default: 'k1', desc: 'Name of the card key, stored in each token' }),
  THAW_CARD_KEY: key({ desc: 'Key under which card numbers become tokens: 32 bytes in base64' }),
  THAW_GATEWAY_URL: gatewayUrl({
    desc: 'The terminal system that carries out commands; manual: there is none, people confirm by hand',
  }),
  THAW_GATEWAY_SECRET: key({ desc: 'Key that signs commands and callbacks: 32 bytes in base64' }),
  THAW_WEBHOOK_KEY: key({
    default: undefined,
    desc: 'Key under which signing secrets of webhooks are kept: 32 bytes in base64; absent: there can be no webhooks',
  }),
  THAW_WEBHOOK_ALLOW: hostPorts({
    default: [],
    desc: 'Receivers of webhooks that need be neither public nor https: host:port, separated by commas',
  }),
  THAW_AUDIT_KEY: key({
    default: undefined,
    desc: 'Key that signs checkpoints of the audit: 32 bytes in base64; absent: none are made',
  }),
  THAW_AUDIT_EXPORT_DIR: str({
    default: '',
    desc: 'Folder outside the database that checkpoints are exported to; absent: they stay in the database',
  }),
  THAW_WEBHOOK_KEEP_DAYS: wholeNumber(
    1,
    3_650,
  )({ default: 30, desc: 'Days for which deliveries of webhooks are kept once they arrived' }),
  THAW_SMTP_URL: smtpUrl({
    default: '',
    desc: 'Mail server that takes our mails, smtp:// or smtps:// with name and password; absent: no mail is sent',
  }),
  THAW_MAIL_FROM: mailSender({ default: '', desc: 'Sender of our mails: address, or name <address>' }),
  THAW_SMS_URL: webUrl({
    default: '',
    desc: 'Gateway that takes text messages to merchants as a signed POST; absent: none is sent, and there is no signing in by code',
  }),
  THAW_SMS_SECRET: key({
    default: undefined,
    desc: 'Key that signs what the gateway gets: 32 bytes in base64',
  }),
  THAW_WECOM_ROBOT_URL: webUrl({ default: '', desc: "Robot of the staff's WeCom group, with its key" }),
  THAW_DINGTALK_ROBOT_URL: webUrl({
    default: '',
    desc: "Robot of the staff's DingTalk group, with its token",
  }),
  THAW_DINGTALK_ROBOT_SECRET: token({
    default: '',
    desc: 'What it signs with, SEC…; absent: it wants no signature',
  }),
  THAW_FEISHU_ROBOT_URL: webUrl({ default: '', desc: "Robot of the staff's Feishu group" }),
  THAW_FEISHU_ROBOT_SECRET: token({ default: '', desc: 'What it signs with; absent: it wants no signature' }),
  THAW_TIME_ZONE: timeZone({
    default: DEFAULT_TIME_ZONE,
    desc: "The desk's time zone: days, months and office hours are read in it",
  }),
  THAW_UPLOAD_LIMIT_BYTES: wholeNumber(1)({ default: 2 * 1024 ** 3, desc: 'Largest history file' }),
  ...FILE_SCHEMA,
  ...RETENTION_SCHEMA,
  THAW_WATCH_ON_HIT: onWatchHit({
    default: 'propose',
    desc: 'What a new hit in the watch after a restore does: propose a refreeze to the owner, or perform it',
  }),
  THAW_WATCH_SEVERITY: wholeNumber(
    1,
    100,
  )({ default: 1, desc: 'Least weight of a hit that does so, and that stops a restore under way' }),
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
  /** Scheme and host, e.g. `https://thaw.bank.example`; null where it is not said. */
  readonly publicUrl: string | null;
  /** Addresses and CIDR ranges. */
  readonly trustedProxies: readonly string[];
  /** `lifeMs` from signing in on, `idleMs` from the last request on. */
  readonly sessions: { readonly lifeMs: number; readonly idleMs: number };
  readonly signIn: {
    /** Null: there are no second factors, no links in mails and no single sign-on. */
    readonly key: Buffer | null;
    /** Who has to have a second factor. */
    readonly factorRule: 'deciders' | 'staff' | 'optional';
  };
  /** Null: no single sign-on. */
  readonly oidc: OidcSettings | null;
  readonly blobDir: string;
  readonly cardKey: { readonly id: string; readonly key: Buffer };
  readonly gateway: { readonly url: string; readonly secret: Buffer };
  readonly webhooks: {
    /** Null: none can be added. */
    readonly key: Buffer | null;
    /** `host:port`, as URLs write the host. */
    readonly allow: readonly string[];
    /** How many days deliveries are kept once they arrived. */
    readonly keepDays: number;
  };
  readonly audit: {
    /** Null: no checkpoints are signed. */
    readonly key: Buffer | null;
    /** Null: they are exported nowhere. */
    readonly exportDir: string | null;
  };
  /** Null: no mail is sent. */
  readonly mail: { readonly url: string; readonly from: string } | null;
  /** Null: no text message is sent, and nobody signs in by code. */
  readonly sms: { readonly url: string; readonly secret: Buffer } | null;
  /** Robots in the staff's group chats. Null: there is none. */
  readonly robots: { readonly [kind in 'wecom' | 'dingtalk' | 'feishu']: RobotSettings | null };
  readonly timeZone: string;
  readonly uploadLimitBytes: number;
  readonly evidenceLimitBytes: number;
  readonly files: FileSettings;
  readonly retention: RetentionSettings;
  readonly watch: { readonly onHit: 'propose' | 'perform'; readonly severity: number };
  readonly logLevel: string;
  readonly sandbox: boolean;
}

/** The address is a secret, since it holds a token; `secret`: null where nothing is signed. */
export interface RobotSettings {
  readonly url: string;
  readonly secret: string | null;
}

/** Nest's injection token for {@link Config}. */
export const CONFIG = Symbol('CONFIG');

/** @throws ConfigError naming every variable at fault, never its value. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const values = readSettings(env, DESK_SCHEMA);
  return {
    databaseUrl: values.DATABASE_URL,
    databaseOwnerUrl: values.DATABASE_OWNER_URL || values.DATABASE_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    redisUrl: values.REDIS_URL || null,
    host: values.THAW_HOST,
    port: values.THAW_PORT,
    publicUrl: values.THAW_PUBLIC_URL || null,
    trustedProxies: values.THAW_TRUSTED_PROXIES,
    sessions: {
      lifeMs: values.THAW_SESSION_HOURS * 3_600_000,
      idleMs: values.THAW_SESSION_IDLE_MINUTES * 60_000,
    },
    signIn: {
      key: Buffer.isBuffer(values.THAW_SIGN_IN_KEY) ? values.THAW_SIGN_IN_KEY : null,
      factorRule: values.THAW_SECOND_FACTOR as Config['signIn']['factorRule'],
    },
    oidc: oidcOf(values, (name) => DESK_SCHEMA[name].desc ?? ''),
    blobDir: values.THAW_BLOB_DIR,
    cardKey: { id: values.THAW_CARD_KEY_ID, key: values.THAW_CARD_KEY },
    gateway: { url: values.THAW_GATEWAY_URL, secret: values.THAW_GATEWAY_SECRET },
    webhooks: {
      key: Buffer.isBuffer(values.THAW_WEBHOOK_KEY) ? values.THAW_WEBHOOK_KEY : null,
      allow: values.THAW_WEBHOOK_ALLOW,
      keepDays: values.THAW_WEBHOOK_KEEP_DAYS,
    },
    audit: {
      key: Buffer.isBuffer(values.THAW_AUDIT_KEY) ? values.THAW_AUDIT_KEY : null,
      exportDir: values.THAW_AUDIT_EXPORT_DIR || null,
    },
    mail: mailOf(values.THAW_SMTP_URL, values.THAW_MAIL_FROM),
    sms: smsOf(values.THAW_SMS_URL, values.THAW_SMS_SECRET),
    robots: {
      wecom: robotOf(values.THAW_WECOM_ROBOT_URL, ''),
      dingtalk: robotOf(values.THAW_DINGTALK_ROBOT_URL, values.THAW_DINGTALK_ROBOT_SECRET),
      feishu: robotOf(values.THAW_FEISHU_ROBOT_URL, values.THAW_FEISHU_ROBOT_SECRET),
    },
    timeZone: values.THAW_TIME_ZONE,
    uploadLimitBytes: values.THAW_UPLOAD_LIMIT_BYTES,
    evidenceLimitBytes: values.THAW_EVIDENCE_LIMIT_BYTES,
    files: filesOf(values),
    retention: retentionOf(values),
    watch: {
      onHit: values.THAW_WATCH_ON_HIT === 'perform' ? 'perform' : 'propose',
      severity: values.THAW_WATCH_SEVERITY,
    },
    logLevel: values.THAW_LOG_LEVEL,
    sandbox: values.THAW_SANDBOX,
  };
}

const robotOf = (url: string, secret: string): RobotSettings | null =>
  url === '' ? null : { url, secret: secret || null };

function mailOf(url: string, from: string): Config['mail'] {
  if (url === '') return null;
  if (from !== '') return { url, from };
  throw new ConfigError([`THAW_MAIL_FROM: is missing (${DESK_SCHEMA.THAW_MAIL_FROM.desc ?? ''})`]);
}

function smsOf(url: string, secret: unknown): Config['sms'] {
  if (url === '') return null;
  if (Buffer.isBuffer(secret)) return { url, secret };
  throw new ConfigError([`THAW_SMS_SECRET: is missing (${DESK_SCHEMA.THAW_SMS_SECRET.desc ?? ''})`]);
}

/** A fresh key for the embedded demo and for tests. */
export const newKey = (): string => randomBytes(32).toString('base64');
