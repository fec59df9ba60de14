import { actorRef, type Clock } from '@thaw/kernel';
import type { Logger } from '@thaw/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What every response carries, and the one line that every request leaves in the log. */
export function addRequestHooks(fastify: FastifyInstance, logger: Logger, clock: Clock): void {
  fastify.decorateRequest('actor', null);
  fastify.decorateRequest('receivedAt', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    addCommonHeaders(request, reply);
    done();
  });
  fastify.addHook('preHandler', (request, _reply, done) => {
    // The body is here, and nothing has been waited for yet: this is when the request came in.
    request.receivedAt = clock.now();
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    logRequest(logger, request, reply);
    done();
  });
}

export function addCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .header('x-request-id', request.id)
    .header('x-content-type-options', 'nosniff')
    // Case data must not stay in a browser's or a proxy's cache.
    .header('cache-control', 'no-store');
}

export function logRequest(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
  logger.info(
    {
      requestId: request.id,
      method: request.method,
      // The pattern, never the address: a query may hold what must not be logged.
      route: request.routeOptions.url ?? '(none)',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      actor: request.actor ? actorRef(request.actor) : null,
    },
    'request',
  );
}
