import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { DomainError } from '@thaw/kernel';
import { onMethodToo } from '../validation/path-parameter';

export const SET_NUMBER_MAX = 2_147_483_647;

/** The number of a rule set in the path: `@PathSetNumber() number: number`. */
export const PathSetNumber = (): ParameterDecorator =>
  onMethodToo(
    Param('setNumber', new SetNumberPipe()),
    ApiParam({ name: 'setNumber', schema: { type: 'integer', minimum: 1, maximum: SET_NUMBER_MAX } }),
  );

class SetNumberPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    const number = /^[1-9]\d{0,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number <= SET_NUMBER_MAX) return number;
    throw new DomainError('INVALID_REQUEST', {
      field: 'setNumber',
      detail: {
        zh: '规则集以编号称呼，如 3。',
        en: 'A rule set is called by its number, such as 3.',
      },
    });
  }
}
