import type { FastifyRequest } from 'fastify';

/** The token of `Authorization: Bearer <token>`, or null. The scheme's name is read in any case (RFC 9110, 11.1). */
export function bearerOf(request: Pick<FastifyRequest, 'headers'>): string | null {
  const [, token] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return token ?? null;
}
