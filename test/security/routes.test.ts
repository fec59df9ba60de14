import { Controller, Get, Module } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { Permission } from '@thaw/kernel';
import { ACCESS, type AccessDeclaration } from '../../apps/api/src/access/can.decorator';
import { RouteTable } from '../../apps/api/src/requests/route-table';
import { TestApi } from '../support/test-api';

/** Every door that is open to everybody. A new one is added here by hand, with a reason. */
const PUBLIC_ROUTES = [
  'GET /', // names the service and where it is described
  'GET /password', // the page to which links of invitations and resets lead
  'GET /password.js', // its script
  'GET /v1/health', // liveness probe
  'GET /v1/openapi.json', // the description of the API
  'GET /v1/ready', // readiness probe
  'GET /v1/sso/callback', // where the identity provider sends a browser back to, known by what it kept meanwhile
  'GET /v1/sso/sign-in', // sends a browser to the identity provider
  'POST /v1/gateway/callbacks', // the terminal system, known by its signature over the raw bytes: see below
  'POST /v1/passwords', // setting a password, known by the token of a link that came by mail
  'POST /v1/passwords/resets', // asking for such a link, which goes to the mailbox that an admin set
  'POST /v1/sessions', // signing in
  'POST /v1/sessions/by-code', // signing in by code
  'POST /v1/sessions/codes', // asking for a code, which is sent to the number that an admin set
  'POST /v1/sso/back-channel-logout', // the identity provider, known by its signature of the token
];

/**
 * What gives a file. Those for spreadsheets write their lines by `csvLine`, which makes texts of what would run as a formula;
 * beside each is the test that sees it.
 */
const FILES = [
  'GET /v1/bulk-actions/:id/file', // CSV of words and codes of ours alone
  'GET /v1/cases/:number/evidence/files/:fileId', // as it was uploaded
  'GET /v1/cases/:number/messages/files/:fileId', // as it was uploaded
  'GET /v1/cases/:number/notes/files/:fileId', // as it was uploaded
  'GET /v1/cases/:number/proofs/:id', // as it was uploaded
  'GET /v1/figures/file', // CSV of words and codes of ours alone
  'GET /v1/imports/:id/rejects', // CSV: import-hostile-files
  'GET /v1/prevention/imports/:id/rejects', // CSV: prevention-api
  'GET /v1/routed-imports/:id/rejects', // CSV: routed-imports-api
];

@Controller('test')
class ForgetfulController {
  @Get('undeclared')
  undeclared(): string {
    return 'seen by anybody';
  }
}

@Module({ controllers: [ForgetfulController] })
class ForgetfulModule {}

interface Declared {
  readonly handler: string;
  readonly access: AccessDeclaration | undefined;
}

interface Route {
  readonly method: string;
  readonly pattern: string;
  readonly name: string;
}

let api: TestApi;
let routes: readonly Route[];
/** What the code of each controller declares, by handler. */
let handlers: readonly Declared[];
/** What the OpenAPI document says of each route: the permission, or null where it is public. */
let described: ReadonlyMap<string, Permission | null>;

beforeAll(async () => {
  api = await TestApi.start({ features: [DiscoveryModule] });
  routes = api.app
    .get(RouteTable)
    .all()
    // Fastify serves HEAD wherever it serves GET, by the same handler.
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, pattern }) => ({ method, pattern, name: `${method} ${pattern}` }));
  handlers = declaredHandlers();
  described = await describedAccess();
});
afterAll(() => api.stop());

function declaredHandlers(): readonly Declared[] {
  const reflector = api.app.get(Reflector);
  const scanner = new MetadataScanner();
  return api.app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ instance, metatype }) => {
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      return scanner
        .getAllMethodNames(prototype)
        .map((name) => ({ name, method: prototype[name] as () => unknown }))
        .filter(
          ({ method }) =>
            Reflect.hasMetadata(METHOD_METADATA, method) && Reflect.hasMetadata(PATH_METADATA, method),
        )
        .map(({ name, method }) => ({
          handler: `${metatype?.name}.${name}`,
          access: reflector.get<AccessDeclaration | undefined>(ACCESS, method),
        }));
    });
}

async function describedAccess(): Promise<ReadonlyMap<string, Permission | null>> {
  const { body } = await api.as().get('/v1/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, { 'x-permission'?: Permission }>> };
  return new Map(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]): [string, Permission | null] => [
        `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
        operation['x-permission'] ?? null,
      ]),
    ),
  );
}

const address = (pattern: string): string => pattern.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000');

const knock = (route: Route, token?: string) => {
  const client = api.as(token);
  const path = address(route.pattern);
  switch (route.method) {
    case 'GET':
      return client.get(path);
    case 'POST':
      return client.post(path);
    case 'PUT':
      return client.put(path);
    case 'PATCH':
      return client.patch(path);
    case 'DELETE':
      return client.delete(path);
    default:
      throw new Error(`${route.name}: a method this walk does not know`);
  }
};

it('declares every route, and serves nothing but what controllers declare', () => {
  expect(handlers.filter(({ access }) => !access)).toEqual([]);
  expect(routes).toHaveLength(handlers.length);
  expect([...described.keys()].sort()).toEqual(routes.map(({ name }) => name).sort());
});

it('opens to everybody exactly the routes of the list', () => {
  const open = [...described].filter(([, permission]) => permission === null).map(([name]) => name);
  expect(open.sort()).toEqual(PUBLIC_ROUTES);
  expect(handlers.filter(({ access }) => access?.public)).toHaveLength(PUBLIC_ROUTES.length);
});

it('gives files exactly where the list says', async () => {
  const { body } = await api.as().get('/v1/openapi.json');
  const { paths } = body as {
    paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
  };
  const found = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { responses }]) =>
        Object.values(responses).some(({ content = {} }) => 'application/octet-stream' in content),
      )
      .map(([method]) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(found.sort()).toEqual(FILES);
});

it('answers 401 to whoever does not say who they are, on every other route', async () => {
  for (const route of routes.filter(({ name }) => !PUBLIC_ROUTES.includes(name))) {
    for (const token of [undefined, 'garbage', `ths_${'A'.repeat(43)}`, `thk_${'A'.repeat(43)}`]) {
      const { status, body, headers } = await knock(route, token);
      expect([route.name, status, body]).toMatchObject([
        route.name,
        401,
        { code: 'NOT_SIGNED_IN', status: 401 },
      ]);
      expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    }
  }
});

it('takes no callback of the terminal system that it has not signed, whoever sends it', async () => {
  const { token } = await api.user(['admin']);
  const machine = await api.machine('gateway:callback');
  const callback = { id: '00000000-0000-4000-8000-000000000000', state: 'confirmed' };
  const now = Math.floor(Date.now() / 1000);
  for (const caller of [undefined, token, machine]) {
    for (const signature of ['', 'v1=', `t=${now},v1=${'0'.repeat(64)}`, `t=${now},v1=`]) {
      const { status, body } = await api
        .as(caller)
        .post('/v1/gateway/callbacks')
        .set('thaw-signature', signature)
        .send(callback);
      expect([signature, status, body]).toMatchObject([signature, 401, { code: 'NOT_SIGNED_IN' }]);
    }
  }
});

// Whom a door refuses who is signed in, authorisation.csv says.
it('refuses a route whose author forgot to declare it, even to an admin', async () => {
  const forgetful = await TestApi.start({ features: [ForgetfulModule] });
  try {
    const { token } = await forgetful.user(['admin']);
    for (const caller of [undefined, token]) {
      const response = await forgetful.as(caller).get('/test/undeclared');
      expect([response.status, response.body]).toMatchObject([403, { code: 'FORBIDDEN' }]);
    }
  } finally {
    await forgetful.stop();
  }
});
