import ts from 'typescript';
import { SchemaOf } from '../openapi/schema-of.cjs';

const SOURCE = `
/** One thing. */
export interface Thing {
  readonly name: string;
  /** When it began. */
  readonly since: Date;
  readonly until: Date | null;
  readonly kind: 'big' | 'small';
  readonly rank: 1 | null;
  readonly isOpen: boolean;
  readonly parts?: readonly Thing[];
  readonly content: Readonly<Record<string, unknown>>;
  readonly place: { readonly x: number } | null;
  close(): void;
}
export type Answer = { readonly items: readonly Thing[] } | { readonly none: true };
export interface Vague { readonly thing: object }
`;

/** The schema of a type that SOURCE exports, and the components that it needs. */
function schemaOf(name: string) {
  const file = 'things.ts';
  const host = ts.createCompilerHost({});
  const source = ts.createSourceFile(file, SOURCE, ts.ScriptTarget.ES2023, true);
  const program = ts.createProgram(
    [file],
    { strict: true, target: ts.ScriptTarget.ES2023 },
    {
      ...host,
      getSourceFile: (path, version) => (path === file ? source : host.getSourceFile(path, version)),
      fileExists: (path) => path === file || host.fileExists(path),
    },
  );
  const checker = program.getTypeChecker();
  const symbol = checker
    .getExportsOfModule(checker.getSymbolAtLocation(source)!)
    .find((each) => each.name === name)!;
  const schemas = new SchemaOf(checker);
  return {
    schema: schemas.answer(checker.getDeclaredTypeOfSymbol(symbol), 'getThing'),
    schemas: schemas.schemas,
  };
}

describe('the schema of a type', () => {
  const { schema, schemas } = schemaOf('Answer');

  it('lays out what has no name, and refers to what has one', () => {
    expect(schema).toEqual({ $ref: '#/components/schemas/Answer' });
    expect(schemas['Answer']).toEqual({
      anyOf: [
        {
          type: 'object',
          properties: { items: { type: 'array', items: { $ref: '#/components/schemas/Thing' } } },
          required: ['items'],
        },
        { type: 'object', properties: { none: { const: true } }, required: ['none'] },
      ],
    });
  });

  it('tells what may be null, left out, or one of a few, and what the comments say', () => {
    expect(schemas['Thing']).toEqual({
      description: 'One thing.',
      type: 'object',
      properties: {
        name: { type: 'string' },
        since: { type: 'string', format: 'date-time', description: 'When it began.' },
        until: { type: ['string', 'null'], format: 'date-time' },
        kind: { type: 'string', enum: ['big', 'small'] },
        rank: { anyOf: [{ const: 1 }, { type: 'null' }] },
        isOpen: { type: 'boolean' },
        parts: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
        content: { type: 'object', additionalProperties: {} },
        place: { type: ['object', 'null'], properties: { x: { type: 'number' } }, required: ['x'] },
      },
      required: ['name', 'since', 'until', 'kind', 'rank', 'isOpen', 'content', 'place'],
    });
  });

  it('refuses a type that says nothing of what it holds, and says where', () => {
    expect(() => schemaOf('Vague')).toThrow('The answer of getThing.thing says nothing of what it holds');
  });
});
