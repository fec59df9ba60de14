import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS, type AccessDeclaration } from '../../apps/api/src/access/can.decorator';
import { RouteTable } from '../../apps/api/src/requests/route-table';
import {
  PERSONAS,
  PLACES,
  isOwned,
  readMatrix,
  WORDS,
  type Persona,
  type Place,
  type Row,
  type Word,
} from '../support/authorisation-matrix';
import { REQUESTED, requestOf } from '../support/authorisation-requests';
import { AuthorisationWorld, type Ids } from '../support/authorisation-world';
import { IS_FULLER } from '../support/fuller';
import { RawHttp, type RawAnswer } from '../support/raw-http';

const MATRIX = readMatrix();

let world: AuthorisationWorld;
let http: RawHttp;
beforeAll(async () => {
  world = await AuthorisationWorld.make();
  http = new RawHttp(await world.desk.api.getUrl());
}, 60_000);
afterAll(async () => {
  http.close();
  await world.stop();
});

interface Cell {
  readonly row: Row;
  readonly persona: Persona;
  readonly place: Place;
  readonly word: Word;
}

const isRefused = (word: Word): boolean => word === '401' || word === '403';
/** One in so many is tried by the daily set, at each route other personas: a refusal costs a record. */
const TRIED_DAILY = 3;

/** Whose an object is is tried of all. What only asks who knocks is tried of nobody and of some; of all in the fuller set. */
function cellsOf(row: Row, persona: Persona): readonly Cell[] {
  const words = row.cells[persona];
  const asksWhoseItIs = isOwned(row.object) && !isRefused(words[0]!);
  const turn = (MATRIX.indexOf(row) + PERSONAS.indexOf(persona)) % TRIED_DAILY;
  if (!asksWhoseItIs && !IS_FULLER && persona !== 'nobody' && turn > 0) return [];
  const places = isOwned(row.object) ? PLACES.slice(0, Math.max(words.length, 2)) : PLACES.slice(0, 1);
  return places.map((place, at) => ({ row, persona, place, word: words[at] ?? words[0]! }));
}

const idsOf = ({ row, persona, place }: Cell): Promise<Ids> | Ids =>
  isOwned(row.object) ? world.ids(row.object, place, persona) : world.absent();

async function ask({ row, persona }: Cell, ids: Ids): Promise<RawAnswer> {
  const token = row.object === 'spare' ? await world.spareToken(persona) : world.tokenOf(persona);
  return http.ask(requestOf(row.route, ids, { persona, token }));
}

interface Told {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly action?: string;
  readonly rule?: string;
}

const toldBy = ({ headers, body }: RawAnswer): Told =>
  headers['content-type']?.startsWith('application/problem+json') ? (JSON.parse(body) as Told) : {};

/** Of what is not there: in no list, file or word is it otherwise for what is there and another's. */
const AS_IF_ABSENT: readonly (string | undefined)[] = ['NOT_FOUND', 'TERMINAL_UNKNOWN'];

const BARRED: readonly (string | undefined)[] = ['NOT_SIGNED_IN', 'FORBIDDEN', 'ACTION_NOT_YOURS'];

/** Null where the answer is what the cell says. */
async function faultOf(cell: Cell, answer: RawAnswer): Promise<string | null> {
  const { status } = answer;
  const { code, rule } = toldBy(answer);
  const are = `${status} ${code ?? ''}`;
  switch (cell.word) {
    case '401':
      return status === 401 && code === 'NOT_SIGNED_IN' ? null : are;
    case '403':
      return status === 403 && (code === 'FORBIDDEN' || code === 'ACTION_NOT_YOURS') ? null : are;
    case 'rule':
      return status === 409 && code === 'GUARD_REFUSED' && rule ? null : are;
    case '404':
      if (status !== 404 || !AS_IF_ABSENT.includes(code)) return are;
      return sameAsAbsent(cell, answer);
    case 'in': {
      const barred = status >= 500 || BARRED.includes(code);
      // Whoever is let in to their own reaches it: an answer about the form of the request would not show that.
      const short = isOwned(cell.row.object) && (status === 400 || AS_IF_ABSENT.includes(code));
      return barred || short || (cell.row.object === 'none' && code === 'ROUTE_NOT_FOUND') ? are : null;
    }
  }
}

/** That something is there and another's is told by nothing in the answer. */
async function sameAsAbsent(cell: Cell, answer: RawAnswer): Promise<string | null> {
  const own = await idsOf({ ...cell, place: 'own' });
  const gone = new Proxy(own, {
    get: (_, name: string) =>
      cell.place === 'mixed' && name === 'number' ? own[name] : world.absent()[name],
  });
  const { requestId: _, ...there } = toldBy(answer) as Told & { requestId?: string };
  const { requestId: __, ...nowhere } = toldBy(await ask(cell, gone)) as Told & { requestId?: string };
  return JSON.stringify(there) === JSON.stringify(nowhere)
    ? null
    : `is told apart from what is not there: ${JSON.stringify(there)} ${JSON.stringify(nowhere)}`;
}

function leakOf({ row, persona }: Cell, { body }: RawAnswer): string | null {
  const told = world.hiddenFrom(persona, row.route).find((hidden) => body.includes(hidden));
  return told === undefined ? null : `tells of ${told}`;
}

async function faultsOf(cell: Cell): Promise<readonly string[]> {
  const answer = await ask(cell, await idsOf(cell));
  const faults = [await faultOf(cell, answer), leakOf(cell, answer)];
  return faults
    .filter((fault) => fault !== null)
    .map((fault) => `${cell.row.route} as ${cell.persona}, ${cell.place}: ${cell.word} ⇒ ${fault}`);
}

async function faultsOfRow(row: Row): Promise<readonly string[]> {
  const found = await Promise.all(
    PERSONAS.map(async (persona) => {
      const faults: string[] = [];
      for (const cell of cellsOf(row, persona)) faults.push(...(await faultsOf(cell)));
      return faults;
    }),
  );
  return found.flat();
}

it('has a row for every route, and no row without one', () => {
  const routes = world.desk.api
    .get(RouteTable)
    .all()
    // Fastify serves HEAD wherever it serves GET, by the same handler.
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, pattern }) => `${method} ${pattern}`);
  expect(MATRIX.map(({ route }) => route).sort()).toEqual(routes.sort());
  expect(REQUESTED.filter((route) => !routes.includes(route))).toEqual([]);
});

const isReading = ({ route }: Row): boolean => route.startsWith('GET ');
/** What changes something comes last. */
const IN_ORDER = [...MATRIX.filter(isReading), ...MATRIX.filter((row) => !isReading(row))];

it('opens each door to whom the matrix says, to their own, and to nobody else', async () => {
  const faults: string[] = [];
  const began = performance.now();
  for (const row of IN_ORDER) faults.push(...(await faultsOfRow(row)));
  const tried = IN_ORDER.flatMap((row) => PERSONAS.flatMap((persona) => cellsOf(row, persona)));
  const told = WORDS.map((word) => `${tried.filter((cell) => cell.word === word).length} ${word}`);
  process.stdout.write(
    `authorisation: ${MATRIX.length} routes × ${PERSONAS.length} personas, ${tried.length} cells tried (${told.join(', ')}) ` +
      `in ${Math.round(performance.now() - began)} ms\n`,
  );
  expect(faults).toEqual([]);
}, 120_000);

interface Door {
  readonly row: Row;
  readonly handler: object;
}

function doors(): readonly Door[] {
  const scanner = new MetadataScanner();
  const controllers = [...world.desk.api.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ instance, metatype }) => {
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    const base = Reflect.getMetadata(PATH_METADATA, metatype!) as string;
    return scanner.getAllMethodNames(prototype).flatMap((name): Door[] => {
      const handler = prototype[name]!;
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      const path = `/${base}/${Reflect.getMetadata(PATH_METADATA, handler) as string}`;
      const route = `${RequestMethod[method]} ${path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')}`;
      return MATRIX.filter((row) => row.route === route).map((row) => ({ row, handler }));
    });
  });
}

/** A door that is wrong: open to everybody who is signed in; or, where it is that already, to what is no person. */
const WRONG = { public: false, permission: 'session.own' } as const satisfies AccessDeclaration;
const OTHERWISE_WRONG: AccessDeclaration = { public: false, permission: 'registry.read' };

/** What refuses others once more behind the door. */
const REFUSED_BEHIND = ['POST /v1/cases/:number/satisfaction'];

async function noticesOpenDoors(): Promise<void> {
  const unnoticed: string[] = [];
  const all = doors();
  expect(all).toHaveLength(MATRIX.length);
  for (const { row, handler } of all) {
    const right = Reflect.getMetadata(ACCESS, handler) as AccessDeclaration;
    const isOfAll = !right.public && right.permission === WRONG.permission;
    Reflect.defineMetadata(ACCESS, isOfAll ? OTHERWISE_WRONG : WRONG, handler);
    let noticed = false;
    for (const persona of ['nobody', 'registry:write', ...PERSONAS] as const) {
      const faults = await faultsOf({ row, persona, place: 'own', word: row.cells[persona][0]! });
      if ((noticed = faults.length > 0)) break;
    }
    Reflect.defineMetadata(ACCESS, right, handler);
    if (!noticed) unnoticed.push(row.route);
  }
  expect(unnoticed).toEqual(REFUSED_BEHIND);
}

if (IS_FULLER) it('would notice any one door that stood open to others', noticesOpenDoors, 120_000);
