import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { DomainError, UNSTORABLE_TEXT, isStorable, maskCardNumbers, type Bilingual } from '@thaw/kernel';
import * as classTransformer from 'class-transformer';
import * as classValidator from 'class-validator';
import { constraintText } from './constraint-text';

/** Enough to mend a form in one go; a hostile body must not buy a long answer. */
const ERRORS_TOLD = 20;
const FIELD_LENGTH = 200;

export interface FieldError {
  /** JSON path without the leading `$.`, e.g. `measures[0].level`. */
  readonly field: string;
  readonly message: Bilingual;
}

/** Checks bodies, queries and parameters against their DTO classes; what a DTO does not name is refused. */
export const requestValidation = (): ValidationPipe =>
  new RequestValidation({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    validationError: { target: true, value: true },
    exceptionFactory: (errors) => invalidRequest(errors.flatMap((error) => fieldErrors(error, ''))),
    validatorPackage: classValidator,
    transformerPackage: classTransformer,
  });

class RequestValidation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A body that is not there is an empty one: its required fields are asked for by name.
    const checked: unknown = await super.transform(
      metadata.type === 'body' ? (value ?? {}) : value,
      metadata,
    );
    if (metadata.type === 'body' || metadata.type === 'query') refuseUnstorable(checked, '');
    return checked;
  }
}

/** Here, once: every text of a body or query may end up in a statement. Names of free-form members count too. */
function refuseUnstorable(value: unknown, field: string): void {
  if (typeof value === 'string' && !isStorable(value)) {
    throw invalidRequest([{ field, message: UNSTORABLE_TEXT }]);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (!isStorable(name)) throw invalidRequest([{ field, message: UNSTORABLE_TEXT }]);
    refuseUnstorable(member, pathTo(field, name));
  }
}

/** The refusal that names every field at fault. */
function invalidRequest(errors: readonly FieldError[]): DomainError {
  const told = errors.slice(0, ERRORS_TOLD);
  const [first] = told;
  if (!first) return new DomainError('INVALID_REQUEST');
  return new DomainError('INVALID_REQUEST', {
    field: first.field,
    detail: {
      zh: told.map(({ field, message }) => `${field}：${message.zh}`).join(' '),
      en: told.map(({ field, message }) => `${field}: ${message.en}`).join(' '),
    },
    extra: { errors: told },
  });
}

function fieldErrors(error: classValidator.ValidationError, parent: string): FieldError[] {
  const field = pathTo(parent, error.property);
  // The first that was declared says enough of one field: a missing one fails all its checks at once.
  const [name] = Object.keys(error.constraints ?? {}).reverse();
  const own = name === undefined ? [] : [{ field, message: constraintText(error, name) }];
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

function pathTo(parent: string, property: string): string {
  // A name that is not in the DTO is the sender's own text.
  const name = maskCardNumbers(property).slice(0, FIELD_LENGTH);
  if (/^\d+$/.test(name) && parent !== '') return `${parent}[${name}]`;
  return parent === '' ? name : `${parent}.${name}`;
}
