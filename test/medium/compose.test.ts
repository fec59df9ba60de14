import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { newKey, readConfig, type ConfigError } from '@thaw/platform';
import { PROJECT_ROOT } from '../support/process-peer';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}

const read = (name: string): string => readFileSync(join(PROJECT_ROOT, name), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const service = (name: string): Service => {
  const found = compose.services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
};

/** As compose does it: `${NAME:?why}` and `${NAME:-default}`. */
function filledIn(
  environment: Readonly<Record<string, string>>,
  given: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const fill = (value: string): string =>
    value.replace(/\$\{([A-Z0-9_]+):([-?])([^}]*)\}/g, (_all, name: string, kind: string, text: string) => {
      const own = given[name];
      if (own === undefined && kind === '?') throw new Error(`${name}: ${text}`);
      return own ?? text;
    });
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, fill(value)]));
}

const SECRETS = {
  THAW_SERVING_PASSWORD: 'a1',
  THAW_OWNER_PASSWORD: 'b2',
  THAW_CARD_KEY: newKey(),
  THAW_GATEWAY_URL: 'https://terminals.example',
  THAW_GATEWAY_SECRET: newKey(),
  THAW_SIGN_IN_KEY: newKey(),
  THAW_FILE_KEY: newKey(),
};

const requiredByTheSchema = (): string[] => {
  try {
    readConfig({});
    return [];
  } catch (error) {
    return (error as ConfigError).problems.map((problem) => problem.split(':')[0] ?? '');
  }
};

describe('docker-compose.yml', () => {
  it('has PostgreSQL 18, Valkey 8, the migration and the three doors', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'api',
      'migrate',
      'postgres',
      'valkey',
      'web',
      'worker',
    ]);
    expect(service('postgres').image).toBe('postgres:18');
    expect(service('valkey').image).toBe('valkey/valkey:8');
    expect(service('valkey').command?.join(' ')).toContain('--maxmemory-policy noeviction');
  });

  it.each(Object.keys(compose.services))('names a version of the image of %s', (name) => {
    expect(service(name).image).toMatch(/^[a-z/]+:\d[\w.-]*$/);
  });

  it.each(['api', 'worker'])(
    'gives %s every variable that the schema requires, and a configuration that is usable',
    (name) => {
      const environment = service(name).environment ?? {};
      const required = requiredByTheSchema();
      expect(required).toContain('THAW_CARD_KEY');
      expect(Object.keys(environment)).toEqual(expect.arrayContaining(required));
      const config = readConfig(filledIn(environment, SECRETS));
      expect(config).toMatchObject({
        host: '0.0.0.0',
        port: 3000,
        redisUrl: 'redis://valkey:6379',
        sandbox: false,
      });
      expect(new URL(config.databaseUrl).username).toBe('thaw_server');
    },
  );

  it.each(Object.keys(SECRETS))('does not start without %s', (name) => {
    const without = { ...SECRETS, [name]: undefined };
    const all = Object.values(compose.services).map(({ environment = {} }) => environment);
    expect(() => all.map((environment) => filledIn(environment, without))).toThrow(name);
  });

  it('keeps the owner’s password from what serves', () => {
    for (const name of ['api', 'worker', 'web']) {
      expect(JSON.stringify(service(name).environment ?? {})).not.toContain('THAW_OWNER_PASSWORD');
    }
    const { DATABASE_OWNER_URL: url = '' } = filledIn(service('migrate').environment ?? {}, SECRETS);
    expect(new URL(url).username).toBe('thaw_owner');
  });

  it('asks after the health of whatever listens, and waits for it and for the migration', () => {
    for (const name of ['postgres', 'valkey', 'web']) {
      expect(service(name).healthcheck?.test?.slice(0, 1)).toEqual(['CMD']);
    }
    expect(service('worker').healthcheck).toEqual({ disable: true });
    expect(service('api').healthcheck).toBeUndefined();
    expect(read('Dockerfile')).toContain('/v1/ready');
    for (const name of ['api', 'worker']) {
      expect(service(name).depends_on).toMatchObject({
        migrate: { condition: 'service_completed_successfully' },
        postgres: { condition: 'service_healthy' },
        valkey: { condition: 'service_healthy' },
      });
    }
  });

  it('publishes the browser’s door only, to this machine unless told otherwise', () => {
    const published = Object.entries(compose.services).filter(([, { ports = [] }]) => ports.length > 0);
    expect(published.map(([name]) => name)).toEqual(['web']);
    expect(service('web').ports).toEqual(['${THAW_WEB_BIND:-127.0.0.1:8080}:8080']);
  });

  it('declares every volume that is mounted by name', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0]),
    );
    expect(Object.keys(compose.volumes).sort()).toEqual([...new Set(mounted)].sort());
  });

  it('starts scripts that the build makes', () => {
    for (const name of ['migrate', 'api', 'worker']) {
      const script = service(name).command?.find((part) => part.endsWith('.js')) ?? '';
      expect(existsSync(join(PROJECT_ROOT, script.replace(/^dist\//, '').replace(/\.js$/, '.ts')))).toBe(
        true,
      );
    }
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const copied = lines
    .filter((line) => /^COPY (?!--from)/.test(line))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));

  it('copies what exists and what .dockerignore lets through', () => {
    expect(copied.length).toBeGreaterThan(4);
    const allowed = read('.dockerignore').split('\n');
    for (const path of copied) {
      expect([path, existsSync(join(PROJECT_ROOT, path))]).toEqual([path, true]);
      const lets = path.split('/').map((_part, i, parts) => `!${parts.slice(0, i + 1).join('/')}`);
      expect([path, lets.some((each) => allowed.includes(each))]).toEqual([path, true]);
    }
  });

  it('copies everything that the build reads', () => {
    expect(copied).toEqual(
      expect.arrayContaining(['package.json', 'package-lock.json', '.swcrc', 'apps', 'libs', 'migrations']),
    );
  });

  it('stands on a named release of Node, and runs as an ordinary user', () => {
    const bases = lines.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);
    expect(new Set(bases)).toEqual(new Set(['node:22-bookworm-slim']));
    const user = lines.findIndex((line) => line.startsWith('USER '));
    expect(lines[user]).toBe('USER node');
    expect(user).toBeLessThan(lines.findIndex((line) => line.startsWith('CMD ')));
  });
});
