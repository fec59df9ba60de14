import { ValidateIf } from 'class-validator';

/**
 * A field that may be left out, and nothing else: its checks run on null, too, which `@IsOptional` lets pass as if it had
 * been left out. `@IsOptional` is for fields of which null says something.
 */
export const MayBeLeftOut = (): PropertyDecorator =>
  ValidateIf((_body: unknown, value: unknown) => value !== undefined);
