import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import serveFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Where the pages are once they are built; not there where only the API was. */
const BUILT = join(__dirname, '..', '..', '..', '..', 'web');

/**
 * Scripts, pictures and words come from here and nowhere else, and no page of another site holds ours in a frame. Styles
 * may lie in the page: the components write theirs as they are shown.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Their names change with what is in them. */
const FOREVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/**
 * Serves the browser's pages beside the API: a file by its name, and whatever address else a browser asks for as a page
 * by the one page that there is, which reads the address itself. What asks for data is the API's, as before.
 */
export async function servePages(fastify: FastifyInstance, folder = BUILT): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) return;
  const files = new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ parentPath, name }) => `${parentPath.slice(folder.length)}/${name}`),
  );
  await fastify.register(serveFiles, { root: folder, serve: false, cacheControl: false });
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return;
    const path = request.url.split('?', 1)[0] ?? '/';
    const file = files.has(path) ? path.slice(1) : isPage(path, request.headers.accept) ? 'index.html' : null;
    if (file === null) return;
    const isAsset = file.startsWith('assets/');
    await reply
      .headers({
        'content-security-policy': PAGE_POLICY,
        'cache-control': isAsset ? FOREVER : ASK_AGAIN,
        vary: 'accept',
      })
      .sendFile(file);
  });
}

const isPage = (path: string, accept = ''): boolean =>
  !/^\/(v1|password)(\/|$)/.test(path) && !path.startsWith('/assets/') && accept.includes('text/html');
