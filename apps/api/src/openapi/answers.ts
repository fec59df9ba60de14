import type { OpenAPIObject } from '@nestjs/swagger';
import answers from './answers.json';

/** A part of JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
type Schema = Readonly<Record<string, unknown>>;

const OPERATIONS: Readonly<Record<string, Schema>> = answers.operations;
const SCHEMAS: Readonly<Record<string, Schema>> = answers.schemas;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * Says of every operation what it answers, where its decorators do not. `answers.json` is made from the return types
 * of the controllers (`npm run openapi`), so that an answer is described in one place: the type that the compiler checks.
 */
export function withAnswers(document: OpenAPIObject): OpenAPIObject {
  document.components = {
    ...document.components,
    // What a decorated class says of itself goes before: it has examples.
    schemas: { ...SCHEMAS, ...document.components?.schemas },
  };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      const schema = OPERATIONS[operation?.operationId ?? ''];
      if (!operation || !schema) continue;
      for (const [status, response] of Object.entries(operation.responses)) {
        if (!status.startsWith('2') || status === '204' || !response || '$ref' in response) continue;
        response.content ??= {
          [isFile(schema) ? 'application/octet-stream' : 'application/json']: { schema },
        };
      }
    }
  }
  return document;
}

const isFile = ({ format }: Schema): boolean => format === 'binary';
