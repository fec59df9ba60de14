import type { FastifyInstance } from 'fastify';

interface Route {
  readonly method: string;
  /** As declared: `/v1/users/:id`. */
  readonly pattern: string;
  readonly matches: RegExp;
}

/** Every route that is served, noted as Fastify takes them in. */
export class RouteTable {
  private readonly routes: Route[] = [];

  /** Before the first route is registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      const matches = patternRegExp(url);
      for (const one of [method].flat()) this.routes.push({ method: one, pattern: url, matches });
    });
  }

  all(): readonly { readonly method: string; readonly pattern: string }[] {
    return this.routes;
  }

  /** The methods served at this address, whatever its query. */
  methodsAt(url: string): string[] {
    const path = url.split('?', 1)[0] ?? '/';
    const methods = this.routes.filter((route) => route.matches.test(path)).map((route) => route.method);
    return [...new Set(methods)].sort();
  }
}

const patternRegExp = (pattern: string): RegExp => {
  const segments = pattern
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : escaped(segment)));
  return new RegExp(`^${segments.join('/')}$`);
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
