import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { QUEUE_CODE } from '@thaw/desk';
import { DomainError } from '@thaw/kernel';
import { onMethodToo } from '../validation/path-parameter';

/** A queue's code in the path, which may be one that there is not: `@PathQueue() code: string`. */
export const PathQueue = (name = 'code'): ParameterDecorator =>
  onMethodToo(
    Param(name, new QueuePipe(name)),
    ApiParam({ name, schema: { type: 'string', pattern: QUEUE_CODE.source } }),
  );

/** What no queue can be called is not asked of the database, which takes less than an address does. */
class QueuePipe implements PipeTransform<string, string> {
  constructor(private readonly field: string) {}

  transform(value: string): string {
    if (QUEUE_CODE.test(value)) return value;
    throw new DomainError('INVALID_REQUEST', {
      field: this.field,
      detail: {
        zh: '队列代码由小写字母、数字、下划线组成，2 至 40 位，以字母开头。',
        en: 'A queue’s code has 2 to 40 small letters, digits and underscores, and begins with a letter.',
      },
    });
  }
}
