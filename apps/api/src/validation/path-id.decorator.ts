import { Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { DomainError } from '@thaw/kernel';
import { onMethodToo } from './path-parameter';

/** An id in the path, checked to be a UUID: `@PathId('caseId') caseId: string`. */
export const PathId = (name = 'id'): ParameterDecorator =>
  onMethodToo(Param(name, uuidNamed(name)), ApiParam({ name, schema: { type: 'string', format: 'uuid' } }));

const uuidNamed = (field: string): ParseUUIDPipe =>
  new ParseUUIDPipe({
    exceptionFactory: () =>
      new DomainError('INVALID_REQUEST', {
        field,
        detail: { zh: '地址中的编号不是 UUID。', en: 'The id in the address is not a UUID.' },
      }),
  });
