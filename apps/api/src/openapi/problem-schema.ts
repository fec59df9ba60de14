import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES } from '@thaw/kernel';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem details. Further members depend on the code.',
  required: ['type', 'title', 'status', 'code', 'action', 'requestId'],
  properties: {
    type: { type: 'string', example: 'urn:thaw:problem:INVALID_REQUEST' },
    title: { type: 'string', description: 'The same for every occurrence of the code' },
    status: { type: 'integer' },
    code: { type: 'string', enum: [...ERROR_CODES] },
    detail: { type: 'string', description: 'What is wrong with this very request' },
    action: { type: 'string', description: 'What to do next' },
    requestId: { type: 'string', description: 'Also in X-Request-Id; operations find the request by it' },
    field: { type: 'string', description: 'The field at fault, as a JSON path' },
    rule: { type: 'string', description: 'The rule that refused' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/** Says of every operation that what is not its own answer is a problem. */
export function withProblems(document: OpenAPIObject): OpenAPIObject {
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
  };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (!operation) continue;
      operation.responses['default'] = {
        description: 'Refused',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      };
    }
  }
  return document;
}
