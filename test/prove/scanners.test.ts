import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dice } from '../../libs/risk/src/simulator/dice';
import { isOwned, readMatrix, type Persona, type Row } from '../support/authorisation-matrix';
import { requestOf } from '../support/authorisation-requests';
import { AuthorisationWorld } from '../support/authorisation-world';
import {
  HostileSender,
  operationsOf,
  type ApiDescription,
  type Operation,
} from '../support/hostile-requests';
import type { RawRequest } from '../support/raw-http';

/** Boolean, error, stacked and timed: where a UNION or an inline query could go, one of these goes too. */
const TECHNIQUES = 'BEST';
const SQLMAP_MINUTES = 8;
const WAPITI_SECONDS = 120;
/** How many of these routes there are to be told of: all where it is not said otherwise. */
const MOST_ROUTES = Number(process.env['THAW_SCANNED_ROUTES'] ?? Number.MAX_SAFE_INTEGER);
/** Where a scanner asks in whose name: the first of these whom the matrix lets in. */
const IN_WHOSE_NAME: readonly Persona[] = [
  'agent',
  'reviewer',
  'risk_officer',
  'admin',
  'merchant',
  'notice:open',
  'nobody',
];
/** They end the session that the scanner asks by, or never end themselves, or hash a password for each guess. */
const LEFT_OUT = [
  'DELETE /v1/sessions',
  'DELETE /v1/sessions/current',
  'POST /v1/sso/sign-out',
  'PUT /v1/me/password',
  'GET /v1/live',
];
/** Of what asks nothing of anybody elsewhere: the modules that would call out (ssrf, xxe) or fetch lists (nikto, wapp) stay out. */
const MODULES =
  'sql,blindsql,exec,file,xss,permanentxss,crlf,redirect,backup,htaccess,methods,shellshock,http_headers,cookieflags,csp';

/** Browsers have taken it away, and OWASP says to leave it out: it made holes of its own. */
const ON_PURPOSE = ['X-XSS-Protection is not set'];

const DESCRIPTION = JSON.parse(
  readFileSync(join(__dirname, '../../apps/api/openapi.json'), 'utf8'),
) as ApiDescription;

interface Target {
  readonly route: string;
  readonly persona: Persona;
  readonly request: RawRequest;
  readonly places: number;
}

let world: AuthorisationWorld;
let base: string;
let folder: string;
let targets: readonly Target[];
/** What the server answered while it was scanned, by status. */
const answered = new Map<number, number>();
beforeAll(async () => {
  for (const tool of ['sqlmap', 'wapiti'])
    if (spawnSync('which', [tool]).status !== 0) throw new Error(`apt-get install ${tool}`);
  world = await AuthorisationWorld.make({ THAW_PUBLIC_URL: 'https://desk.example' });
  base = await world.desk.api.getUrl();
  folder = mkdtempSync(join(tmpdir(), 'thaw-scanners-'));
  targets = await targetsOf();
  world.desk.api
    .getHttpServer()
    .on('request', (_: IncomingMessage, response: ServerResponse) =>
      response.once('finish', () =>
        answered.set(response.statusCode, (answered.get(response.statusCode) ?? 0) + 1),
      ),
    );
}, 120_000);
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function targetsOf(): Promise<readonly Target[]> {
  const operations = new Map(
    operationsOf(DESCRIPTION).map((operation) => [
      `${operation.method} ${operation.path.replace(/\{(\w+)\}/g, ':$1')}`,
      operation,
    ]),
  );
  const sender = new HostileSender(DESCRIPTION, {}, new Dice('scanners'));
  const found: Target[] = [];
  for (const row of readMatrix()) {
    const persona = IN_WHOSE_NAME.find((one) => row.cells[one][0] === 'in');
    const operation = operations.get(row.route);
    if (!persona || !operation || LEFT_OUT.includes(row.route)) continue;
    found.push(await targetOf(row, persona, operation, sender));
  }
  return found.slice(0, MOST_ROUTES);
}

/** With a star behind each place of the address, the query and the body, which is how sqlmap is told where to try. */
async function targetOf(
  row: Row,
  persona: Persona,
  operation: Operation,
  sender: HostileSender,
): Promise<Target> {
  const ids = isOwned(row.object) ? await world.ids(row.object, 'own', persona) : world.absent();
  const starred = new Proxy(ids, { get: (target, name: string) => `${target[name] ?? ''}*` });
  const plain = requestOf(row.route, ids, { persona, token: world.tokenOf(persona) });
  const { url } = requestOf(row.route, starred, { persona, token: null });
  const { queries, body } = sender.honest(operation);
  const query = queries.map((name) => `${name}=1*`).join('&');
  const isForm = plain.headers['content-type']?.startsWith('multipart/');
  const given: unknown =
    isForm || plain.payload === undefined ? undefined : JSON.parse(String(plain.payload));
  const isEmpty = given !== undefined && Object.keys(given as object).length === 0;
  const json = given === undefined ? undefined : JSON.stringify(withStars(isEmpty ? body : given));
  const request = {
    method: plain.method,
    url: query === '' ? url : `${url}?${query}`,
    headers: plain.headers,
    ...(isForm ? { payload: plain.payload } : json === undefined ? {} : { payload: json }),
  } as RawRequest;
  const places = [...`${request.url}${json ?? ''}`].filter((letter) => letter === '*').length;
  return { route: row.route, persona, request, places };
}

function withStars(value: unknown): unknown {
  if (typeof value === 'string') return `${value}*`;
  if (Array.isArray(value)) return value.map(withStars);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withStars(member)]));
}

/** As a proxy would have written it down: sqlmap reads this with -l. */
function asLog({ request }: Target): string {
  const line = '='.repeat(54);
  const { host } = new URL(base);
  const headers = Object.entries({ host, ...request.headers }).map(([name, value]) => `${name}: ${value}`);
  const text = `${request.method} ${request.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${String(request.payload ?? '')}`;
  return `${line}\n12:00:00  http://${host}  [127.0.0.1]\n${line}\n${text}\n${line}\n\n\n\n`;
}

async function run(command: string, args: readonly string[], minutes: number) {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => (output += piece.toString('utf8')));
  const timer = setTimeout(() => child.kill('SIGINT'), minutes * 60_000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { code, output };
}

/** No token may be kept with what a proof prints. */
const told = (text: string): boolean => process.stdout.write(text.replace(/th[sk]_[\w-]{43}/g, '(token)'));

const faults = (): number =>
  [...answered].reduce((sum, [status, count]) => sum + (status >= 500 ? count : 0), 0);
const requests = (): number => [...answered.values()].reduce((sum, count) => sum + count, 0);

it(
  'gives sqlmap nothing to inject into, at every place of every route',
  async () => {
    const tried = targets.filter(({ places }) => places > 0);
    const log = join(folder, 'requests.log');
    writeFileSync(log, tried.map(asLog).join(''));
    const results = join(folder, 'found.csv');
    const { code, output } = await run(
      'sqlmap',
      [
        ...[
          '-l',
          log,
          '--ignore-stdin',
          '--batch',
          '--dbms=PostgreSQL',
          `--technique=${TECHNIQUES}`,
          '--level=1',
          '--risk=1',
          '--flush-session',
        ],
        ...['--ignore-code=*', '--skip-waf', '--timeout=5', '--retries=1', '--disable-coloring', '-v', '1'],
        ...[`--output-dir=${join(folder, 'sqlmap')}`, `--results-file=${results}`],
      ],
      SQLMAP_MINUTES,
    );
    told(output);
    // Of requests that are alike but for what it tries, it takes one.
    const alike = tried.length - Number(/found a total of (\d+) targets/.exec(output)?.[1] ?? 0);
    const whole = (output.match(/all tested parameters do not appear to be injectable/g) ?? []).length;
    process.stdout.write(
      `sqlmap ${spawnSync('sqlmap', ['--version']).stdout.toString().trim()}: ${tried.length} routes, ` +
        `${tried.reduce((sum, { places }) => sum + places, 0)} places, ${whole} routes tried to the end, ${requests()} requests, ` +
        `${faults()} answered 5xx; ${[...answered]
          .sort()
          .map(([status, count]) => `${status} × ${count}`)
          .join(', ')}\n`,
    );
    expect(code).toBe(0);
    expect(output).not.toMatch(/identified the following injection point/);
    // A line for what can be injected into, below the names of the columns; and for what sqlmap itself found to be none.
    const lines = readFileSync(results, 'utf8').trim().split('\n').slice(1);
    expect(lines.filter((line) => !line.endsWith('false positive or unexploitable'))).toEqual([]);
    expect(whole).toBe(tried.length - alike);
    expect(faults()).toBe(0);
  },
  (SQLMAP_MINUTES + 1) * 60_000,
);

it(
  'gives wapiti nothing to report',
  async () => {
    const before = requests();
    const report = join(folder, 'wapiti.json');
    const { origin } = new URL(base);
    const agent = world.tokenOf('agent')!;
    const starts = targets
      .filter(
        ({ request, persona }) => request.method === 'GET' && (persona === 'agent' || persona === 'nobody'),
      )
      .flatMap(({ request }) => ['-s', `${origin}${request.url.replaceAll('*', '')}`]);
    const { code, output } = await run(
      'wapiti',
      [
        ...[
          '-u',
          `${origin}/`,
          ...starts,
          '-m',
          MODULES,
          '--scope',
          'domain',
          '-S',
          'normal',
          '-l',
          '1',
          '-d',
          '2',
        ],
        ...['-H', `Authorization: Bearer ${agent}`, '-t', '5'],
        ...[
          '--max-scan-time',
          String(WAPITI_SECONDS),
          '--max-attack-time',
          '30',
          '--no-bugreport',
          '--flush-session',
        ],
        ...[
          '--store-session',
          join(folder, 'wapiti'),
          '--store-config',
          join(folder, 'config'),
          '-f',
          'json',
          '-o',
          report,
        ],
      ],
      WAPITI_SECONDS / 60 + 2,
    );
    told(output);
    const text = readFileSync(report, 'utf8');
    const { vulnerabilities, anomalies, infos } = JSON.parse(text) as {
      readonly vulnerabilities: Readonly<Record<string, readonly { readonly info: string }[]>>;
      readonly anomalies: Readonly<Record<string, readonly { readonly info: string }[]>>;
      readonly infos: object;
    };
    const found = [...Object.entries(vulnerabilities), ...Object.entries(anomalies)].filter(
      ([, each]) => each.length > 0,
    );
    told(`${JSON.stringify({ infos, found: Object.fromEntries(found) }, null, 1)}\n`);
    process.stdout.write(
      `wapiti: ${starts.length / 2} addresses to begin from, ${requests() - before} requests\n`,
    );
    expect(code).toBe(0);
    expect(
      found.flatMap(([, each]) => each.map(({ info }) => info)).filter((info) => !ON_PURPOSE.includes(info)),
    ).toEqual([]);
    expect(faults()).toBe(0);
  },
  (WAPITI_SECONDS + 180) * 1_000,
);
