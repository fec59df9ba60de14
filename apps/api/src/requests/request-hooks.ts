import { actorRef, type Clock } from '@thaw/kernel';
import type { Config, Logger } from '@thaw/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What every response carries, and the one line that every request leaves in the log. */
export function addRequestHooks(
  fastify: FastifyInstance,
  logger: Logger,
  clock: Clock,
  config: Pick<Config, 'publicUrl'>,
): void {
  fastify.decorateRequest('actor', null);
  fastify.decorateRequest('token', null);
  fastify.decorateRequest('receivedAt', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    addCommonHeaders(request, reply, config);
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

/** What the API answers is data, in which a browser is to run, load and frame nothing. */
const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const YEAR_SECONDS = 31_536_000;

export function addCommonHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  { publicUrl }: Pick<Config, 'publicUrl'>,
): void {
  void reply.headers({
    'x-request-id': request.id,
    'x-content-type-options': 'nosniff',
    // Case data must not stay in a browser's or a proxy's cache.
    'cache-control': 'no-store',
    'content-security-policy': DATA_POLICY,
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  });
  if (publicUrl?.startsWith('https:') || request.protocol === 'https')
    void reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}; includeSubDomains`);
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
