import { DomainError } from '@thaw/kernel';
import type { FastifyReply } from 'fastify';

/** What was read, by its version: the next change names it in If-Match. */
export const tag = (reply: FastifyReply, { version }: { readonly version: number }): unknown =>
  reply.header('ETag', `"${version}"`);

/** The version of If-Match; `If-None-Match: *` for what is to be new. @throws DomainError INVALID_REQUEST for neither. */
export function expectedVersion(ifMatch: string | undefined, ifNoneMatch?: string): number {
  if (ifMatch === undefined && ifNoneMatch === '*') return 0;
  const [, version] = /^"([1-9]\d{0,8})"$/.exec(ifMatch ?? '') ?? [];
  if (version !== undefined) return Number(version);
  throw new DomainError('INVALID_REQUEST', {
    field: 'If-Match',
    detail: {
      zh: '请在 If-Match 中带上您所见的 ETag；新建时请带 If-None-Match: *。',
      en: 'Send in If-Match the ETag of what you saw, or If-None-Match: * for what is new.',
    },
  });
}

export const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'The ETag of what was read',
} as const;
export const IF_NONE_MATCH = {
  name: 'If-None-Match',
  required: false,
  description: '*: it is to be new',
} as const;
