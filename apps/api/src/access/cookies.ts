import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Cookie {
  readonly name: string;
  /** Of characters that need no quoting: base64url and dots. */
  readonly value: string;
  /** 0: the browser forgets it. */
  readonly maxAgeSeconds: number;
  readonly sameSite: 'Strict' | 'Lax';
  readonly isSecure: boolean;
}

const VALUE = /^[A-Za-z0-9_.-]+$/;

/** Null where there is none, where it is none of ours, and where there are two: one of them was planted. */
export function cookieOf({ headers }: Pick<FastifyRequest, 'headers'>, name: string): string | null {
  const values = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return value !== undefined && values.length === 1 && VALUE.test(value) ? value : null;
}

/** For this host alone, and not for scripts. */
export function setCookie(
  reply: FastifyReply,
  { name, value, maxAgeSeconds, sameSite, isSecure }: Cookie,
): void {
  const secure = isSecure ? '; Secure' : '';
  void reply.header(
    'set-cookie',
    `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=${sameSite}${secure}`,
  );
}
