import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { DomainError } from '@thaw/kernel';
import { onMethodToo } from '../validation/path-parameter';

/** The number of a record in the path: `@PathRecordNumber() seq: number`. */
export const PathRecordNumber = (): ParameterDecorator =>
  onMethodToo(
    Param('seq', new RecordNumberPipe()),
    ApiParam({ name: 'seq', schema: { type: 'integer', minimum: 0, maximum: 999_999_999_999_999 } }),
  );

class RecordNumberPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (/^(0|[1-9]\d{0,14})$/.test(value)) return Number(value);
    throw new DomainError('INVALID_REQUEST', {
      field: 'seq',
      detail: {
        zh: '审计记录以编号称呼，如 0、17。',
        en: 'A record is called by its number, such as 0 or 17.',
      },
    });
  }
}
