import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** When the request had come in whole, before it waited for anything; set by the hooks. */
    receivedAt: Date | null;
  }
}

/** When the request came in, by the desk's clock: `@ReceivedAt() receivedAt: Date`. */
export const ReceivedAt = createParamDecorator((_: unknown, context: ExecutionContext): Date => {
  const { receivedAt } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!receivedAt) throw new Error('the request hooks note when a request came in');
  return receivedAt;
});
