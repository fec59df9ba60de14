import type { Dice } from '../../libs/risk/src/simulator/dice';
import { brokenUtf8, HEADERS, JUNK_BODIES, junkId, junkQuery, junkText, junkValue } from './hostile-values';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly minimum?: number;
  readonly required?: readonly string[];
}

interface Described {
  readonly operationId: string;
  readonly 'x-permission'?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export interface Operation {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly permission: string | null;
  readonly queries: readonly string[];
  readonly body: Schema | null;
  readonly takesFile: boolean;
}

export interface HostileRequest {
  readonly method: Operation['method'];
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload?: string | Buffer;
}

const ALWAYS = 1000;

/** Values that exist, by the name of a field or by the path segment before an id. */
export type Known = Readonly<Record<string, readonly string[]>>;

export function operationsOf({ paths }: ApiDescription): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Operation => {
      const content = described.requestBody?.content ?? {};
      return {
        name: described.operationId,
        method: method.toUpperCase() as Operation['method'],
        path,
        permission: described['x-permission'] ?? null,
        queries: (described.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
        body: content['application/json']?.schema ?? null,
        takesFile: 'multipart/form-data' in content || /files$/.test(path),
      };
    }),
  );
}

/** Requests to an operation that are each wrong somewhere: address, query, headers, or one place in a body. */
export class HostileSender {
  constructor(
    private readonly description: ApiDescription,
    private readonly known: Known,
    private readonly dice: Dice,
  ) {}

  request(operation: Operation): HostileRequest {
    const { dice } = this;
    const honestAddress = dice.chance(700);
    const url = this.address(operation.path, honestAddress);
    const query = dice.chance(operation.queries.length > 0 ? 800 : 150)
      ? junkQuery(dice, operation.queries)
      : '';
    const headers: Record<string, string> = { ...dice.pick(HEADERS) };
    if (operation.method === 'GET') return { method: 'GET', url: url + query, headers };
    if (operation.takesFile) return { method: 'POST', url: url + query, ...this.form(headers) };
    const payload = this.body(operation.body);
    return {
      method: operation.method,
      url: url + query,
      headers: { 'content-type': 'application/json', ...headers },
      ...(payload === null ? {} : { payload }),
    };
  }

  /** A request that is right in its form: every query and every member of a body is there. */
  honest(operation: Operation): { readonly queries: readonly string[]; readonly body: unknown } {
    const body = operation.body === null ? null : this.plausible(operation.body, '', 0, ALWAYS);
    return { queries: operation.queries, body };
  }

  /** Requests that are right but for one member of the body, each member once, which is null. */
  nulls(operation: Operation): readonly HostileRequest[] {
    if (operation.body === null || operation.takesFile) return [];
    const whole = this.plausible(operation.body, '', 0, ALWAYS);
    const url = this.address(operation.path, true);
    return withNulls(whole).map((body) => ({
      method: operation.method,
      url,
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    }));
  }

  private address(path: string, honest: boolean): string {
    return path.replace(/([^/]+)\/\{(\w+)\}/g, (_, before: string, name: string) => {
      const real = this.known[name] ?? this.known[before];
      const id = honest && real ? this.dice.pick(real) : junkId(this.dice);
      return `${before}/${id}`;
    });
  }

  private body(schema: Schema | null): string | Buffer | null {
    const { dice } = this;
    if (schema === null) return dice.chance(500) ? null : dice.pick(JUNK_BODIES);
    if (dice.chance(250)) return dice.pick(JUNK_BODIES);
    const plausible = this.plausible(schema, '', 0);
    // A JSON text with one of its places spoilt: the placeholder is what JSON.stringify cannot say.
    const text = JSON.stringify(spoil(plausible, dice)).replace('"«junk»"', () => junkValue(dice));
    if (dice.chance(80)) return brokenUtf8(text, dice);
    return dice.chance(100) ? text.replace(/^\{/, '{"version":1,"version":[],') : text;
  }

  /** @param optional how many in a thousand of the members that may be left out are there. */
  private plausible(schema: Schema, name: string, depth: number, optional = 600): unknown {
    const { dice } = this;
    const real = this.known[name];
    if (real && dice.chance(900)) return name === 'version' ? Number(dice.pick(real)) : dice.pick(real);
    if (schema.$ref) return this.plausible(this.resolve(schema.$ref), name, depth, optional);
    if (schema.oneOf) return this.plausible(dice.pick(schema.oneOf), name, depth, optional);
    if (schema.allOf) return this.plausible(schema.allOf[0] ?? {}, name, depth, optional);
    if (schema.enum) return dice.pick(schema.enum);
    switch (Array.isArray(schema.type) ? (schema.type as readonly string[])[0] : schema.type) {
      case 'object':
        return Object.fromEntries(
          Object.entries(schema.properties ?? {})
            .filter(([key]) => schema.required?.includes(key) === true || dice.chance(optional))
            .map(([key, member]) => [
              key,
              depth > 5 ? null : this.plausible(member, key, depth + 1, optional),
            ]),
        );
      case 'array':
        return Array.from({ length: dice.whole(1, 2) }, () =>
          this.plausible(schema.items ?? {}, name, depth + 1, optional),
        );
      case 'integer':
      case 'number':
        return schema.minimum ?? 1;
      case 'boolean':
        return true;
      default:
        return schema.format === 'date-time' ? '2026-12-01T00:00:00.000Z' : 'words';
    }
  }

  private resolve(ref: string): Schema {
    return this.description.components?.schemas?.[ref.split('/').at(-1) ?? ''] ?? {};
  }

  private form(headers: Record<string, string>): { headers: Record<string, string>; payload: Buffer } {
    const { dice } = this;
    const field = (name: string, value: string): string =>
      `--XX\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const file = (name: string, fileName: string, content: string): string =>
      `--XX\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: ${dice.pick(['text/csv', 'image/png', ''])}\r\n\r\n${content}\r\n`;
    const names = [
      'map',
      'mapping',
      'timeZone',
      'currency',
      'amountUnit',
      'merchantNo',
      'terminalNo',
      'onBehalfChannel',
      '__proto__',
      '',
    ];
    const fields = Array.from({ length: dice.whole(0, 3) }, () =>
      field(
        dice.pick(names),
        dice.pick([junkText(dice), junkValue(dice), 'occurred_at=datetime\namount=money']),
      ),
    );
    const content = dice.pick([
      '',
      'datetime,money\n2024-03-01T10:00:00,10.00\n',
      'datetime,money\n\u0000,\u0000\n"',
      `datetime,money\n${'"'.repeat(5_000)}`,
      '%PDF-1.4',
      '\u0089PNG\r\n\u001a\n',
      junkText(dice),
    ]);
    const files = Array.from({ length: dice.pick([0, 1, 1, 1, 1, 2]) }, () =>
      file(
        dice.pick(['file', 'file', 'file', 'other']),
        dice.pick(['a.csv', '../../x', '4111111111111111.csv', junkText(dice).slice(0, 500)]),
        content,
      ),
    );
    const parts = dice.chance(800) ? [...fields, ...files] : [...files, ...fields];
    const text = `${parts.join('')}${dice.chance(850) ? '--XX--\r\n' : ''}`;
    const type = dice.chance(900)
      ? 'multipart/form-data; boundary=XX'
      : (headers['content-type'] ?? 'multipart/form-data');
    return { headers: { ...headers, 'content-type': type }, payload: Buffer.from(text) };
  }
}

/** The value as often as it has members at any depth, each time with another of them null. */
function withNulls(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    const [first, ...rest] = value as unknown[];
    return withNulls(first).map((spoilt) => [spoilt, ...rest]);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    [null, ...withNulls(member)].map((spoilt) => ({ ...value, [name]: spoilt })),
  );
}

/** The value with the placeholder at one of its places, or beside its members. */
function spoil(value: unknown, dice: Dice): unknown {
  if (typeof value !== 'object' || value === null || dice.chance(150)) return '«junk»';
  if (Array.isArray(value)) {
    const at = dice.whole(0, value.length);
    const copy: unknown[] = [...(value as unknown[])];
    copy[at] = at < value.length ? spoil(value[at], dice) : '«junk»';
    return copy;
  }
  const names = Object.keys(value);
  const name = dice.chance(100)
    ? dice.pick(['extra', '__proto__', 'constructor', ''])
    : dice.pick([...names, 'extra']);
  const member = (value as Record<string, unknown>)[name];
  return Object.fromEntries([
    ...Object.entries(value),
    [name, names.includes(name) ? spoil(member, dice) : '«junk»'],
  ]);
}
