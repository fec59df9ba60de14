import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { newKey } from '@thaw/platform';
import type { DeskHome } from './desk-home';

/** The embedded desk's own keys and passwords. They exist nowhere but in its folder and in its processes. */
export interface DeskSecrets {
  readonly cardKey: string;
  readonly gatewaySecret: string;
  readonly webhookKey: string;
  readonly auditKey: string;
  readonly signInKey: string;
  readonly fileKey: string;
  /** Of the database's owner, which migrates. */
  readonly ownerPassword: string;
  /** Of the login that serves. */
  readonly servingPassword: string;
}

/** Those that every desk has. */
const NAMES = ['cardKey', 'gatewaySecret', 'ownerPassword', 'servingPassword'] as const;
/** Younger than some desks, which get them at their next start. */
const YOUNGER = ['webhookKey', 'auditKey', 'signInKey', 'fileKey'] as const;

/** Generated at the first start, the same ever after: the data was written under them. */
export function deskSecrets(home: DeskHome): DeskSecrets {
  if (existsSync(home.secrets)) return read(home);
  if (existsSync(home.pgReady)) throw lost(home);
  const secrets: DeskSecrets = {
    cardKey: newKey(),
    gatewaySecret: newKey(),
    webhookKey: newKey(),
    auditKey: newKey(),
    signInKey: newKey(),
    fileKey: newKey(),
    ownerPassword: newKey(),
    servingPassword: newKey(),
  };
  return write(home, secrets);
}

function write(home: DeskHome, secrets: DeskSecrets): DeskSecrets {
  const partial = `${home.secrets}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(partial, home.secrets);
  return secrets;
}

function read(home: DeskHome): DeskSecrets {
  const secrets = parsed(home);
  if (!NAMES.every((name) => typeof secrets[name] === 'string')) throw lost(home);
  const younger = YOUNGER.filter((name) => typeof secrets[name] !== 'string');
  if (younger.length === 0) return secrets as unknown as DeskSecrets;
  const given = Object.fromEntries(younger.map((name) => [name, newKey()]));
  return write(home, { ...(secrets as unknown as DeskSecrets), ...given });
}

function parsed(home: DeskHome): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(home.secrets, 'utf8')) as Record<string, unknown>;
  } catch {
    // Unreadable is as good as lost; the parser's message would quote the content.
    throw lost(home);
  }
}

const lost = (home: DeskHome): Error =>
  new Error(
    `${home.secrets} 已丢失或损坏，无法打开原有数据。请恢复该文件，或用 npm run reset 清空。\n` +
      `${home.secrets} is lost or damaged, and the data cannot be opened without it. Put it back, or run: npm run reset`,
  );
