import multipart from '@fastify/multipart';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Clock } from '@thaw/kernel';
import { CLOCK, Logger, type Config } from '@thaw/platform';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ApiModule, type ApiOptions } from './api.module';
import { OpenApiDocument } from './openapi/open-api.document';
import { servePages } from './pages/pages';
import { ProblemFilter } from './problems/problem.filter';
import { addCommonHeaders, addRequestHooks, logRequest } from './requests/request-hooks';
import { FrameworkLog } from './requests/framework-log';
import { JSON_LIMIT_BYTES, takeJsonOnly } from './requests/json-body';
import { requestId } from './requests/request-id';
import { REQUEST_TIMEOUTS, serverTimeouts, timeOutBodies } from './requests/request-timeouts';
import { refuseUnreadable } from './requests/unreadable-requests';
import { RouteTable } from './requests/route-table';
import { endConnectionsOnClosing } from './requests/closing-connections';
import { multipartLimits } from './uploads/multipart-limits';

/**
 * The whole API, ready to serve but not listening: `app.listen(port, host)`, or `supertest(app.getHttpServer())`.
 * Whoever makes it closes it.
 */
export async function createApi(config: Config, options: ApiOptions = {}): Promise<NestFastifyApplication> {
  const logger = new Logger(config);
  const timeouts = { ...REQUEST_TIMEOUTS, ...options.timeouts };
  let filter: ProblemFilter | null = null;
  const adapter = new FastifyAdapter({
    logger: false,
    // We register it ourselves, for its limits.
    multipart: false,
    bodyLimit: JSON_LIMIT_BYTES,
    requestIdHeader: false,
    // Whose word is taken for where a request came from; else the connection's own address counts.
    trustProxy: config.trustedProxies.length > 0 && [...config.trustedProxies],
    ...serverTimeouts(timeouts),
    // Closing waits for requests under way; one that still comes in by an open connection is served, not lost.
    return503OnClosing: false,
    genReqId: requestId,
    clientErrorHandler: refuseUnreadable,
    // An address that the router cannot read reaches neither hooks nor filters by itself.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      addCommonHeaders(request, reply, config);
      filter?.answer(error, request, reply);
      logRequest(logger, request, reply);
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.with(config, options), adapter, {
    logger: new FrameworkLog(logger),
    abortOnError: false,
    bodyParser: false,
  });
  filter = app.get(ProblemFilter);
  const fastify = adapter.getInstance();
  app.get(RouteTable).watch(fastify);
  addRequestHooks(fastify, logger, app.get<Clock>(CLOCK), config);
  await servePages(fastify, options.pages);
  timeOutBodies(fastify, timeouts);
  endConnectionsOnClosing(fastify);
  takeJsonOnly(fastify);
  await app.register(multipart, { limits: multipartLimits(config) });
  app.get(OpenApiDocument).describe(app);
  await app.init();
  await fastify.ready();
  return app;
}
