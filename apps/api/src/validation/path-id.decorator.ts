import { Param, ParseUUIDPipe, type ArgumentMetadata } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { DomainError } from '@thaw/kernel';
import { onMethodToo } from './path-parameter';

/** An id in the path, checked to be a UUID and in small letters, as all ids are compared: `@PathId('caseId') caseId: string`. */
export const PathId = (name = 'id'): ParameterDecorator =>
  onMethodToo(
    Param(name, new PathIdPipe(name)),
    ApiParam({ name, schema: { type: 'string', format: 'uuid' } }),
  );

class PathIdPipe extends ParseUUIDPipe {
  constructor(field: string) {
    super({
      exceptionFactory: () =>
        new DomainError('INVALID_REQUEST', {
          field,
          detail: { zh: '地址中的编号不是 UUID。', en: 'The id in the address is not a UUID.' },
        }),
    });
  }

  override async transform(value: string, metadata: ArgumentMetadata): Promise<string> {
    await super.transform(value, metadata);
    return value.toLowerCase();
  }
}
