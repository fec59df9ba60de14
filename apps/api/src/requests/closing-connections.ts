import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Once the server closes, a connection ends with the answer that is under way on it, and one on which nobody has said a
 * word yet at once. Node would wait for these until the time for headers is over, and keep the others for a next request
 * for more than a minute: a pool of connections in front of the API would hold up each restart.
 */
export function endConnectionsOnClosing(fastify: FastifyInstance): void {
  const unused = new Set<Socket>();
  let isClosing = false;
  fastify.server.on('connection', (socket: Socket) => {
    if (isClosing) socket.destroy();
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    unused.delete(request.raw.socket);
    done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) void reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    // Its headers were out already when the closing began.
    if (isClosing) request.raw.socket.destroySoon();
    done();
  });
  fastify.addHook('preClose', (done) => {
    isClosing = true;
    for (const socket of unused) socket.destroy();
    done();
  });
}
