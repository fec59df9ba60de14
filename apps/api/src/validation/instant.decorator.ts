import { applyDecorators } from '@nestjs/common';
import { INSTANTS_FROM, INSTANTS_TO, readInstant } from '@thaw/kernel';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { says } from './constraint-text';

/**
 * A date and time of RFC 3339, given to the DTO as a Date: `@Instant() readonly from: Date`. What `new Date` makes of any
 * other text or value would be refused by the database, or be an instant that nobody meant.
 */
export const Instant = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (readInstant(value) ?? value) : value,
    ),
    ValidateBy(
      { name: 'isInstant', validator: { validate: isInstant } },
      says(
        '请提供日期时间，如 2026-11-23T08:00:00Z，年份在 1970 与 2099 之间。',
        'Give a date and time such as 2026-11-23T08:00:00Z, in the years 1970 to 2099.',
      ),
    ),
  );

const isInstant = (value: unknown): boolean =>
  value instanceof Date && value.getTime() >= INSTANTS_FROM && value.getTime() < INSTANTS_TO;
