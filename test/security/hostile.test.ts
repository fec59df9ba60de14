import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ACTIONS } from '@thaw/cases/domain';
import { ERROR_CODES, ROLES, SCOPES, isAllowed, type Permission, type Role } from '@thaw/kernel';
import { Dice } from '../../libs/risk/src/simulator/dice';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import {
  HostileSender,
  operationsOf,
  type ApiDescription,
  type HostileRequest,
  type Known,
} from '../support/hostile-requests';
import { RawHttp, type RawAnswer } from '../support/raw-http';
import { TestDesk } from '../support/test-desk';
import { runs } from '../support/fuller';

/** Another seed plays other requests: `THAW_HOSTILE_SEED=7 npm test -- test/security/hostile.test.ts`. */
const SEED = process.env['THAW_HOSTILE_SEED'] ?? '20261127';
const REQUESTS_A_PERSONA = runs(6, 3);
/** What no answer to a stranger may hold: statements, stack frames, paths, names of our parts. */
const INTERNALS =
  /\bat [\w.<>]+ \(|node_modules|\/libs\/|\.ts:\d|\bSELECT\b.*\bFROM\b|QueryFailed|typeorm|ECONNREFUSED|violates .* constraint|password_hash|thaw_serving/i;
/** What thousands of hostile requests may leave behind once the garbage is collected. */
const LEFT_BEHIND_BYTES = 100 * 1024 * 1024;

const DESCRIPTION = JSON.parse(
  readFileSync(join(__dirname, '../../apps/api/openapi.json'), 'utf8'),
) as ApiDescription;
/** But for the stream of events, which never ends. */
const OPERATIONS = operationsOf(DESCRIPTION).filter(({ name }) => name !== 'hearLive');
const CODES: ReadonlySet<string> = new Set(ERROR_CODES);
const PERSONAS = ['stranger', ...ROLES, 'machine'] as const;
type Persona = (typeof PERSONAS)[number];

let desk: TestDesk;
let cast: Cast;
let known: Known;
let http: RawHttp;
let before: number;
const answered = new Map<string, number>();
/** How many requests each route had of each persona, and how many of them it took. */
const byRoute = new Map<string, Map<Persona, { asked: number; taken: number }>>();

beforeAll(async () => {
  desk = await TestDesk.start();
  cast = await castOf(desk);
  known = await whatExists();
  http = new RawHttp(await desk.api.getUrl());
  before = inUse();
});
afterAll(async () => {
  http.close();
  await desk.stop();
});

/** Bytes in use when the garbage is collected. */
function inUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function whatExists(): Promise<Known> {
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.scan();
  await driven.act(cast.agent, 'request_evidence', {
    items: [{ code: 'E01', required: true }],
    text: 'please',
  });
  const { evidence, measures, id, version } = await driven.seenBy(cast.agent);
  const findings = (await driven.findings(cast.agent)).map((finding) => finding.id);
  const items = (evidence.items as { id: string }[]).map((item) => item.id);
  const { shop } = cast;
  return {
    number: [driven.number],
    cases: [driven.number],
    caseId: [id as string],
    version: [String(version)],
    action: ACTIONS,
    actions: ACTIONS,
    itemId: items,
    evidence: items,
    findingId: findings,
    findings,
    measureId: (measures as { id: string }[]).map((measure) => measure.id),
    userId: [cast.agent.id],
    users: [cast.agent.id],
    terminals: [shop.terminal.id],
    terminalId: [shop.terminal.id],
    merchants: [shop.merchant.id],
    merchantId: [shop.merchant.id],
    merchantNo: [shop.merchant.merchantNo],
    terminalNo: [shop.terminal.terminalNo],
    serialNo: [shop.device.serialNo],
    setNumber: ['1', '2'],
    basedOn: ['1'],
  };
}

/** Persons whom the requests sign out or disable come in again as somebody else of the same role. */
async function tokenOf(persona: Persona): Promise<string | null> {
  if (persona === 'stranger') return null;
  if (persona === 'machine') return machineKey();
  const { token } = await desk.person(
    persona,
    persona === 'merchant' ? cast.shop.merchant.merchantNo : undefined,
  );
  return token;
}

async function machineKey(): Promise<string> {
  const { http: admin } = await desk.person('admin');
  const { body } = await admin.post('/v1/api-keys').send({ name: 'hostile', scopes: SCOPES }).expect(201);
  return (body as { key: string }).key;
}

const mayAsk = (role: Role, permission: string | null): boolean =>
  permission === null ||
  isAllowed(
    { kind: 'user', userId: '', displayName: '', roles: [role], merchantId: null },
    permission as Permission,
  );

/** Null where the answer is fit for a stranger. */
function faultOf(answer: RawAnswer): string | null {
  const { status, headers, body } = answer;
  if (INTERNALS.test(body)) return 'tells of our insides';
  if (status < 400) return null;
  if (headers['content-type'] !== 'application/problem+json; charset=utf-8') return 'is no problem document';
  const problem = JSON.parse(body) as { code?: string; title?: string; action?: string; status?: number };
  if (problem.status !== status || !problem.title || !problem.action) return 'is no whole problem document';
  if (!CODES.has(problem.code ?? '')) return `has the unknown code ${problem.code}`;
  if (status >= 500) return 'blames us';
  return null;
}

function count(route: string, persona: Persona, status: number): void {
  const personas = byRoute.get(route) ?? new Map<Persona, { asked: number; taken: number }>();
  byRoute.set(route, personas);
  const { asked, taken } = personas.get(persona) ?? { asked: 0, taken: 0 };
  personas.set(persona, { asked: asked + 1, taken: taken + (status < 400 ? 1 : 0) });
}

const shortened = ({ method, url, headers, payload }: HostileRequest): string =>
  `${method} ${url.slice(0, 200)} ${JSON.stringify(headers).slice(0, 200)} ${String(payload ?? '').slice(0, 300)}`;

it.each(PERSONAS)(
  'answers whatever %s sends with a clear refusal or with what was asked',
  async (persona) => {
    const sender = new HostileSender(DESCRIPTION, known, new Dice(`${SEED}/${persona}`));
    let token = await tokenOf(persona);
    let renewals = 0;
    /** Why an answer is not one that a stranger should get, with what was asked. */
    const faults: string[] = [];
    for (const operation of OPERATIONS) {
      for (let round = 0; round < REQUESTS_A_PERSONA; round++) {
        const request = sender.request(operation);
        const headers = { ...request.headers, ...(token && { authorization: `Bearer ${token}` }) };
        // Errors of the sockets come from outside of this realm, where no `instanceof` knows them.
        const answer = await http.ask({ ...request, headers }).catch((error: unknown) => String(error));
        const fault = typeof answer === 'string' ? answer : faultOf(answer);
        if (fault) faults.push(`${persona}: ${shortened(request)} ⇒ ${fault}`);
        if (typeof answer === 'string') continue;
        count(operation.name, persona, answer.status);
        const kind = `${persona} ${String(answer.status).charAt(0)}xx`;
        answered.set(kind, (answered.get(kind) ?? 0) + 1);
        // Where everybody may come, a refusal to sign in says nothing of the session.
        if (token && answer.status === 401 && operation.permission !== null) {
          token = await tokenOf(persona);
          renewals += 1;
        }
      }
    }
    expect(faults).toEqual([]);
    // Had everything been refused at the door, nothing behind it would have been tried.
    expect(answered.get(`${persona} 2xx`) ?? 0).toBeGreaterThan(0);
    expect(answered.get(`${persona} 4xx`) ?? 0).toBeGreaterThan(50);
    expect(renewals).toBeLessThan(50);
  },
);

it('never fails on null, whichever member of a body it is', async () => {
  const sender = new HostileSender(DESCRIPTION, known, new Dice(`${SEED}/null`));
  const faults: string[] = [];
  let refused = 0;
  for (const operation of OPERATIONS) {
    const role = ROLES.find((one) => mayAsk(one, operation.permission));
    if (role === undefined || operation.name === 'signOut') continue;
    const requests = sender.nulls(operation);
    const token = requests.length > 0 ? await tokenOf(role) : null;
    for (const request of requests) {
      const headers = { ...request.headers, ...(token && { authorization: `Bearer ${token}` }) };
      const answer = await http.ask({ ...request, headers });
      const fault = faultOf(answer);
      if (fault) faults.push(`${operation.name}: ${shortened(request)} ⇒ ${fault}`);
      if (answer.status === 400) refused += 1;
    }
  }
  expect(faults).toEqual([]);
  expect(refused).toBeGreaterThan(50);
});

const OTHER_METHODS = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'POST', 'HEAD'];

it('answers no method that an address has not', async () => {
  const token = await tokenOf('admin');
  const known = new Map<string, string[]>();
  for (const { method, path } of operationsOf(DESCRIPTION))
    known.set(path, [...(known.get(path) ?? []), method]);
  const faults: string[] = [];
  for (const [path, methods] of known) {
    const url = path.replace(/\{\w+\}/g, 'x');
    for (const method of OTHER_METHODS.filter((one) => !methods.includes(one))) {
      if (method === 'HEAD' && methods.includes('GET')) continue;
      const answer = await http.ask({ method, url, headers: { authorization: `Bearer ${token}` } });
      const fault = method === 'HEAD' ? null : faultOf(answer);
      // Where another address is written alike (/v1/views/order, /v1/views/{id}), it answers.
      const isAnothers = [...known].some(
        ([other, theirs]) =>
          theirs.includes(method === 'HEAD' ? 'GET' : method) &&
          new RegExp(`^${other.replace(/\{\w+\}/g, '[^/]+')}$`).test(url),
      );
      const is =
        fault ?? (isAnothers || answer.status === 405 || answer.status === 404 ? null : answer.status);
      if (is !== null) faults.push(`${method} ${url} ⇒ ${is}`);
    }
  }
  expect(faults).toEqual([]);
});

it.each([
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['half a request line', 'GET /v1/cas\r\n\r\n'],
  ['a header without end', `GET /v1/health HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`],
  [
    'two lengths',
    'POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}',
  ],
  [
    'a length and chunks',
    'POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  [
    'a chunk of no size',
    'POST /v1/sessions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n',
  ],
  ['bytes that are no text', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0xff])],
])('hangs up on %s with a 4xx, and says nothing of itself', async (_what, bytes) => {
  const answer = await http.exchange(bytes);
  const [, status, body = ''] = /^HTTP\/1\.1 (4\d\d) .*?\r\n\r\n(.*)$/s.exec(answer) ?? [];
  expect(JSON.parse(body)).toMatchObject({
    status: Number(status),
    title: expect.any(String),
    action: expect.any(String),
  });
  expect(answer).not.toMatch(INTERNALS);
});

it('hangs up on a request that names no host', async () => {
  // Node answers it by itself, in no words at all.
  expect(await http.exchange('GET /v1/health HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
});

it('still serves, in bounded memory', async () => {
  const { status, body } = await http.ask({ method: 'GET', url: '/v1/ready', headers: {} });
  expect([status, JSON.parse(body)]).toMatchObject([200, { state: 'ok' }]);
  expect(inUse() - before).toBeLessThan(LEFT_BEHIND_BYTES);
  const asked = PERSONAS.map((persona) => {
    const counts = [...byRoute.values()].map((personas) => personas.get(persona)?.asked ?? 0);
    return `${persona} ${Math.min(...counts)}–${Math.max(...counts)}`;
  });
  expect(byRoute.size).toBe(OPERATIONS.length);
  process.stdout.write(`hostile requests a route: ${asked.join(', ')}\n`);
  if (process.env['THAW_HOSTILE_TABLE'] === '1') process.stdout.write(table());
  process.stdout.write(
    `hostile requests, seed ${SEED}: ${OPERATIONS.length} operations × ${PERSONAS.length} personas × ${REQUESTS_A_PERSONA}; ` +
      `${[...answered].map(([kind, count]) => `${kind} ${count}`).join(', ')}\n`,
  );
});

/** A line a route, of each persona how many requests were taken of how many. */
function table(): string {
  const lines = [...byRoute].map(([route, personas]) => {
    const cells = PERSONAS.map((persona) => {
      const { asked, taken } = personas.get(persona) ?? { asked: 0, taken: 0 };
      return `${taken}/${asked}`.padStart(12);
    });
    return `${route.padEnd(36)}${cells.join('')}\n`;
  });
  return `${'taken/asked'.padEnd(36)}${PERSONAS.map((persona) => persona.padStart(12)).join('')}\n${lines.join('')}`;
}
