import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError, type Actor, type UserActor } from '@thaw/kernel';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the access guard, null on public routes. */
    actor: Actor | null;
    /** By what they are known: a session's token or an API key; null as `actor`. */
    token: string | null;
  }
}

const requestOf = (context: ExecutionContext): FastifyRequest =>
  context.switchToHttp().getRequest<FastifyRequest>();

const actorOf = (context: ExecutionContext): Actor => {
  const { actor } = requestOf(context);
  if (!actor) throw new Error('@CurrentActor stands on a public route, where nobody is known');
  return actor;
};

/** The actor who asks: `@CurrentActor() actor: Actor`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext) => actorOf(context));

/** The person who asks; machine clients get FORBIDDEN: `@CurrentUser() user: UserActor`. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): UserActor => {
  const actor = actorOf(context);
  if (actor.kind !== 'user') throw new DomainError('FORBIDDEN');
  return actor;
});

/** The token that the request came with, by header or cookie. */
export const CurrentToken = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { token } = requestOf(context);
  if (token === null) throw new Error('@CurrentToken stands on a public route, where no token is required');
  return token;
});
