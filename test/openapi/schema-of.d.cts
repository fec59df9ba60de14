import type { Type, TypeChecker } from 'typescript';

export type Schema = Readonly<Record<string, unknown>>;

/** Turns the compiler's types into JSON Schema; see schema-of.cjs. */
export class SchemaOf {
  constructor(checker: TypeChecker);
  readonly schemas: Readonly<Record<string, Schema>>;
  answer(type: Type, operationId: string): Schema | null;
}
