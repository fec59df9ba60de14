import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { SignInOrigin } from '@thaw/identity';
import type { FastifyRequest } from 'fastify';

/** From where a request signs in: `@Origin() origin: SignInOrigin`. */
export const Origin = createParamDecorator((_: unknown, context: ExecutionContext): SignInOrigin => {
  const { ip, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return { address: ip, client: headers['user-agent'] };
});
