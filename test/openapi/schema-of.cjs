'use strict';
const ts = require('typescript');

const { TypeFlags } = ts;
/** Shapes of TypeScript's own and of ours that say nothing of themselves: what they hold is laid out in place. */
const PLAIN = new Set([
  '__type',
  '__object',
  'Readonly',
  'Record',
  'Partial',
  'Pick',
  'Omit',
  'Awaited',
  'ReturnType',
  'Page',
]);

/** Turns the compiler's types into JSON Schema (2020-12, as OpenAPI 3.1 has it); what has a name becomes a component. */
class SchemaOf {
  constructor(checker) {
    this.checker = checker;
    this.schemas = {};
    this.names = new Map();
    this.at = [];
  }

  /** @returns null where the operation answers nothing. */
  answer(type, operationId) {
    this.at = [operationId];
    if (type.flags & (TypeFlags.Void | TypeFlags.Undefined | TypeFlags.Never)) return null;
    if (type.symbol?.name === 'StreamableFile') return { type: 'string', format: 'binary' };
    return this.of(type);
  }

  of(type) {
    const { flags } = type;
    // Whatever JSON can say: the content of an event, of a job. Somebody meant it, which `any` and `object` do not tell.
    if (flags & TypeFlags.Unknown && this.at.length > 1) return {};
    if (flags & (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.NonPrimitive))
      return this.refuse('says nothing of what it holds');
    if (flags & TypeFlags.BooleanLiteral) return { const: type.intrinsicName === 'true' };
    if (flags & TypeFlags.StringLiteral || flags & TypeFlags.NumberLiteral) return { const: type.value };
    if (flags & TypeFlags.Null) return { type: 'null' };
    if (flags & TypeFlags.Boolean) return { type: 'boolean' };
    if (flags & TypeFlags.StringLike) return { type: 'string' };
    if (flags & TypeFlags.NumberLike) return { type: 'number' };
    if (type.isUnion()) return this.named(type) ?? this.union(type);
    if (flags & TypeFlags.Object || type.isIntersection()) return this.object(type);
    return this.refuse(`is ${this.checker.typeToString(type)}, which JSON cannot say`);
  }

  union(type) {
    const members = type.types.filter(({ flags }) => !(flags & TypeFlags.Undefined));
    const isNull = ({ flags }) => Boolean(flags & TypeFlags.Null);
    const solid = members.filter((member) => !isNull(member));
    const nothing = members.some(isNull);
    const schema = this.solid(solid);
    if (!nothing) return schema;
    if (typeof schema.type === 'string' && !schema.enum && schema.const === undefined)
      return { ...schema, type: [schema.type, 'null'] };
    if (schema.enum) return { ...schema, type: [schema.type, 'null'], enum: [...schema.enum, null] };
    return { anyOf: [...(schema.anyOf ?? [schema]), { type: 'null' }] };
  }

  solid(types) {
    const booleans = types.filter(({ flags }) => flags & TypeFlags.BooleanLiteral);
    const rest = types.filter(({ flags }) => !(flags & TypeFlags.BooleanLiteral));
    if (booleans.length === 2 && rest.length === 0) return { type: 'boolean' };
    if (rest.length > 1 && booleans.length === 0 && rest.every((each) => each.isStringLiteral()))
      return { type: 'string', enum: rest.map(({ value }) => value) };
    const schemas = rest.map((each) => this.of(each));
    if (booleans.length === 2) schemas.push({ type: 'boolean' });
    else schemas.push(...booleans.map((each) => this.of(each)));
    return schemas.length === 1 ? schemas[0] : { anyOf: schemas };
  }

  object(type) {
    const { checker } = this;
    if (type.symbol?.name === 'Date') return { type: 'string', format: 'date-time' };
    if (checker.isTupleType(type)) {
      const items = checker.getTypeArguments(type);
      return {
        type: 'array',
        prefixItems: items.map((each) => this.of(each)),
        minItems: items.length,
        maxItems: items.length,
      };
    }
    if (checker.isArrayLikeType(type))
      return {
        type: 'array',
        items: this.within('[]', () =>
          this.of(checker.getTypeArguments(type)[0] ?? checker.getIndexTypeOfType(type, ts.IndexKind.Number)),
        ),
      };
    return this.named(type) ?? this.shape(type);
  }

  /** A component, where the type has a name of its own; laid out once however often it is met. */
  named(type) {
    const symbol = type.aliasSymbol ?? (type.symbol && !type.isUnion() ? type.symbol : undefined);
    // What begins in lower case is the function that made it.
    if (!symbol || !/^[A-Z]/.test(symbol.name) || PLAIN.has(symbol.name) || !this.isOurs(symbol)) return null;
    // What is generic has as many shapes as uses.
    if ((type.aliasTypeArguments ?? []).length > 0) return null;
    if (type.target && type.target !== type && (this.checker.getTypeArguments(type) ?? []).length > 0)
      return null;
    if (symbol.flags & (ts.SymbolFlags.TypeLiteral | ts.SymbolFlags.ObjectLiteral | ts.SymbolFlags.Function))
      return null;
    const known = this.names.get(symbol.name);
    if (known && known !== symbol)
      return this.refuse(`is one of two types that are both named ${symbol.name}`);
    if (!known) {
      this.names.set(symbol.name, symbol);
      this.schemas[symbol.name] = {};
      this.schemas[symbol.name] = {
        ...this.described(symbol),
        ...(type.isUnion() ? this.union(type) : this.shape(type)),
      };
    }
    return { $ref: `#/components/schemas/${symbol.name}` };
  }

  isOurs(symbol) {
    return (symbol.declarations ?? []).every(
      (declaration) => !declaration.getSourceFile().fileName.includes('/node_modules/'),
    );
  }

  shape(type) {
    const { checker } = this;
    const properties = {};
    const required = [];
    for (const property of checker.getPropertiesOfType(type)) {
      const held = checker.getTypeOfSymbol(property);
      // A method, or what another arm of a union has and this one never.
      if (held.getCallSignatures().length > 0 || held.flags & TypeFlags.Undefined) continue;
      const schema = this.within(`.${property.name}`, () =>
        this.of(checker.getNonOptionalType?.(held) ?? held),
      );
      properties[property.name] = { ...this.described(property), ...schema };
      if (!mayBeMissing(property, held)) required.push(property.name);
    }
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 ? { properties } : {}),
      ...(required.length > 0 ? { required } : {}),
      ...(index ? { additionalProperties: this.within('[…]', () => this.of(index)) } : {}),
    };
  }

  described(symbol) {
    const text = ts
      .displayPartsToString(symbol.getDocumentationComment(this.checker))
      .replace(/\s+/g, ' ')
      .trim();
    return text ? { description: text } : {};
  }

  within(step, work) {
    this.at.push(step);
    try {
      return work();
    } finally {
      this.at.pop();
    }
  }

  refuse(why) {
    throw Object.assign(new Error(`The answer of ${this.at.join('')} ${why}: give it a type.`), {
      expected: true,
    });
  }
}

const mayBeMissing = (property, type) =>
  Boolean(property.flags & ts.SymbolFlags.Optional) ||
  (type.isUnion() && type.types.some(({ flags }) => flags & TypeFlags.Undefined));

module.exports = { SchemaOf };
