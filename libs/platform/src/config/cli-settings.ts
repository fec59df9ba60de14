import { str } from 'envalid';
import { DESK_SCHEMA } from './config';
import { readSettings } from './read-settings';
import { key, token, wholeNumber } from './validators';

/**
 * What the command line reads of the environment: settings of its own, and some of the desk's, which it may read before
 * there is a desk and where most of the others are not set.
 */
const CLI_SCHEMA = {
  THAW_HOME: str({ default: '', desc: "Folder of the embedded desk's data; absent: .thaw in the project" }),
  THAW_API_KEY: token({
    default: '',
    desc: 'API key or session token with which `thaw import` and `thaw report` sign in',
  }),
  DATABASE_URL: { ...DESK_SCHEMA.DATABASE_URL, default: '' },
  DATABASE_OWNER_URL: DESK_SCHEMA.DATABASE_OWNER_URL,
  // China's Anti-Money Laundering Law of 2024 keeps transactions for ten years; other places ask for five and more.
  THAW_HISTORY_YEARS: wholeNumber(
    5,
    100,
  )({ default: 10, desc: 'Whole years for which `thaw history drop` keeps transactions, at least 5' }),
  THAW_AUDIT_KEY: DESK_SCHEMA.THAW_AUDIT_KEY,
  THAW_AUDIT_EXPORT_DIR: DESK_SCHEMA.THAW_AUDIT_EXPORT_DIR,
  THAW_BACKUP_KEY: key({
    default: undefined,
    desc: 'Key under which `thaw backup` seals its archives: 32 bytes in base64; absent: whoever has one can read it',
  }),
  // Absent: 3000, or a free one where another copy has it.
  THAW_PORT: { ...DESK_SCHEMA.THAW_PORT, default: undefined },
  THAW_TIME_ZONE: DESK_SCHEMA.THAW_TIME_ZONE,
  THAW_GATEWAY_URL: { ...DESK_SCHEMA.THAW_GATEWAY_URL, default: '' },
  THAW_GATEWAY_SECRET: { ...DESK_SCHEMA.THAW_GATEWAY_SECRET, default: undefined },
  NO_COLOR: str({ default: '', desc: 'Anything: what is printed has no colours' }),
  LC_ALL: str({ default: '', desc: 'The language to speak, before LC_MESSAGES and LANG' }),
  LC_MESSAGES: str({ default: '', desc: 'The language to speak, before LANG' }),
  LANG: str({ default: '', desc: 'The language to speak' }),
};

export interface CliSettings {
  readonly THAW_HOME: string;
  readonly THAW_API_KEY: string;
  readonly DATABASE_URL: string;
  readonly DATABASE_OWNER_URL: string;
  readonly THAW_HISTORY_YEARS: number;
  readonly THAW_AUDIT_KEY: Buffer | undefined;
  readonly THAW_AUDIT_EXPORT_DIR: string;
  readonly THAW_BACKUP_KEY: Buffer | undefined;
  readonly THAW_PORT: number | undefined;
  readonly THAW_TIME_ZONE: string;
  readonly THAW_GATEWAY_URL: string;
  readonly THAW_GATEWAY_SECRET: Buffer | undefined;
  readonly NO_COLOR: string;
  readonly LC_ALL: string;
  readonly LC_MESSAGES: string;
  readonly LANG: string;
}

/**
 * Reads those that a command needs, empty where they are not set. A wrong value of another one is not this command's
 * business.
 * @throws ConfigError naming every variable at fault, never its value.
 */
export function readCliSettings<N extends keyof CliSettings>(
  env: NodeJS.ProcessEnv,
  ...names: readonly N[]
): Pick<CliSettings, N> {
  const schema = Object.fromEntries(names.map((name) => [name, CLI_SCHEMA[name]]));
  return readSettings(env, schema) as unknown as Pick<CliSettings, N>;
}
