import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How long a client may keep a connection without getting on, in ms. */
export interface RequestTimeouts {
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** For a whole body that is no file: at most a megabyte. */
  readonly bodyMs: number;
  /**
   * Without a byte in either direction. The only bound of uploads, since two gigabytes over a slow line take hours; it
   * also covers what the API itself is silent about while it works.
   */
  readonly idleMs: number;
}

export const REQUEST_TIMEOUTS: RequestTimeouts = { headersMs: 15_000, bodyMs: 60_000, idleMs: 120_000 };

/** Node looks for headers that are late only this often. */
const CHECKED_EVERY_MS = 5_000;

/** The part of it that Node's own server holds to. */
export const serverTimeouts = ({ headersMs, idleMs }: RequestTimeouts) => ({
  connectionTimeout: idleMs,
  http: { headersTimeout: headersMs, connectionsCheckingInterval: Math.min(headersMs, CHECKED_EVERY_MS) },
});

/** Hangs up on a body that comes in drops, each in time to keep the connection from being idle. */
export function timeOutBodies(fastify: FastifyInstance, { bodyMs }: RequestTimeouts): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (hasBody(request) && !isUpload(request)) {
      const timer = setTimeout(() => request.raw.socket.destroy(), bodyMs);
      request.raw.once('close', () => clearTimeout(timer));
    }
    done();
  });
}

/**
 * From now on the silence is ours: the request has come in whole, and what it asks for may take longer than a client may
 * be silent. Node sets the limit anew with the connection's next request.
 */
export const allowLongAnswer = ({ raw }: FastifyRequest): unknown => raw.socket.setTimeout(0);

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const isUpload = ({ headers }: FastifyRequest): boolean =>
  /^multipart\//i.test(headers['content-type'] ?? '');
