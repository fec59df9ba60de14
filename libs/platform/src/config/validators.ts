import { ROLES, type Role } from '@thaw/kernel';
import { makeValidator } from 'envalid';
import ipaddr from 'ipaddr.js';

// Validators of our own throughout: envalid's repeat the value they refuse, and a value may be a password.

/** 32 bytes in base64. */
export const key = makeValidator((input: string) => {
  const bytes = Buffer.from(input, 'base64');
  if (bytes.length !== 32) throw new Error('must be 32 bytes in base64, e.g. from `openssl rand -base64 32`');
  return bytes;
});

/** `name=key, …`, each key 32 bytes in base64. */
export const keyRing = makeValidator(
  (input: string): readonly { readonly id: string; readonly key: Buffer }[] =>
    input.split(',').map((each) => {
      const [, id, text] = /^\s*([\w.-]{1,40})=(\S+)\s*$/.exec(each) ?? [];
      const bytes = Buffer.from(text ?? '', 'base64');
      if (id !== undefined && bytes.length === 32) return { id, key: bytes };
      throw new Error('must be name=key, separated by commas, each key 32 bytes in base64');
    }),
);

export const timeZone = makeValidator((input: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: input });
    return input;
  } catch {
    throw new Error('must be an IANA time zone, e.g. Asia/Shanghai');
  }
});

export const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER) =>
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

export const flag = makeValidator((input: string) => {
  if (input !== 'true' && input !== 'false') throw new Error('must be true or false');
  return input === 'true';
});

/** `host:port, …`, with the host as a URL writes it. */
export const hostPorts = makeValidator((input: string): readonly string[] =>
  input.split(',').map((each) => {
    const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{1,5})$/.exec(each.trim()) ?? [];
    if (host === undefined || !URL.canParse(`https://${host}:${port}`))
      throw new Error('must be host:port, separated by commas, e.g. events.internal:8080');
    return `${new URL(`https://${host}`).hostname}:${Number(port)}`;
  }),
);

export type SocketAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** `unix:/path` or `host:port`. */
export const socketAddress = makeValidator((input: string): SocketAddress => {
  const path = /^unix:(\/.+)$/.exec(input.trim())?.[1];
  if (path !== undefined) return { path };
  const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{1,5})$/.exec(input.trim()) ?? [];
  if (host !== undefined && Number(port) > 0 && Number(port) < 65_536)
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  throw new Error('must be host:port, or unix: and the path of a socket');
});

/** Addresses and CIDR ranges; a range of everything would be no setting but its absence. */
export const addressRanges = makeValidator((input: string): readonly string[] =>
  input.split(',').map((each) => {
    const range = each.trim();
    const isOne = !range.includes('/') && ipaddr.isValid(range);
    if (isOne || (ipaddr.isValidCIDR(range) && ipaddr.parseCIDR(range)[1] > 0)) return range;
    throw new Error('must be addresses or CIDR ranges, separated by commas, e.g. 10.0.0.5,172.16.0.0/12');
  }),
);

/** In place of an address: the acquirer has no terminal system that speaks to us, and people do all by hand. */
export const MANUAL_GATEWAY = 'manual';

const webAddress = (...schemes: readonly string[]) =>
  makeValidator((input: string) => {
    const scheme = URL.canParse(input) ? new URL(input).protocol.slice(0, -1) : '';
    if (schemes.includes(scheme)) return input;
    throw new Error(`must be an address that begins with ${schemes.join(':// or ')}://`);
  });

export const gatewayUrl = makeValidator((input: string) => {
  const scheme = URL.canParse(input) ? new URL(input).protocol : '';
  if (input === MANUAL_GATEWAY || scheme === 'http:' || scheme === 'https:') return input;
  throw new Error(`must be an address that begins with http:// or https://, or ${MANUAL_GATEWAY}`);
});
export const redisUrl = webAddress('redis', 'rediss');
export const webUrl = webAddress('https', 'http');

/** Where people reach the desk: scheme and host alone, so that paths and our own origin follow from it. */
export const publicUrl = makeValidator((input: string) => {
  const url = URL.canParse(input) ? new URL(input) : null;
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new Error('must be scheme and host and no more, e.g. https://thaw.bank.example');
});
export const smtpUrl = webAddress('smtp', 'smtps');

/** `address` or `name <address>`, on one line. */
export const mailSender = makeValidator((input: string) => {
  if (/^([^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/.test(input.trim())) return input.trim();
  throw new Error('must be an address, or a name and an address: Thaw <desk@bank.example>');
});
/** Https, since what signs people in must not be overheard; http to this very machine alone. */
export const issuerUrl = makeValidator((input: string) => {
  const url = URL.canParse(input) ? new URL(input) : null;
  const isHere = url !== null && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isHere))) return url.href;
  throw new Error('must be an address that begins with https://');
});

/** `value=role, …`; merchants' people come by no provider. */
export const roleMap = makeValidator((input: string): readonly (readonly [string, Role])[] =>
  input.split(',').map((each) => {
    const at = each.lastIndexOf('=');
    const value = each.slice(0, Math.max(at, 0)).trim();
    const role = ROLES.find((one) => one === each.slice(at + 1).trim());
    if (value !== '' && role !== undefined && role !== 'merchant') return [value, role] as const;
    throw new Error(`must be value=role, separated by commas; roles: ${ROLES.slice(1).join(', ')}`);
  }),
);

export const secondFactor = oneOf('deciders', 'staff', 'optional');
export const onWatchHit = oneOf('propose', 'perform');
export const logLevel = oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent');

export const databaseUrl = makeValidator((input: string) => {
  if (!/^postgres(ql)?:\/\//.test(input))
    throw new Error('must look like postgres://user:password@host:5432/database');
  try {
    decodeURIComponent(input);
    return input;
  } catch {
    throw new Error('must have every percent sign of a name or password written as %25');
  }
});

/** A key or token as it is pasted, with or without the line's end. */
export const token = makeValidator((input: string) => input.trim());
