import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { DomainError, UNSTORABLE_TEXT, isStorable, maskCardNumbers, type Bilingual } from '@thaw/kernel';
import * as classTransformer from 'class-transformer';
import * as classValidator from 'class-validator';
import { constraintText, wordsOf } from './constraint-text';

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
    exceptionFactory: (errors) => invalidRequest(firstErrors(errors)),
    validatorPackage: classValidator,
    transformerPackage: classTransformer,
  });

class RequestValidation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A body that is not there is an empty one: its required fields are asked for by name.
    const given: unknown = metadata.type === 'body' ? (value ?? {}) : value;
    refuseLongLists(given, metadata.metatype);
    const checked: unknown = await super.transform(given, metadata);
    if (metadata.type === 'body' || metadata.type === 'query') refuseUnstorable(checked, '');
    return checked;
  }
}

/** class-validator looks at every item of a list before it says that there are too many: this looks at their number. */
function refuseLongLists(value: unknown, metatype: ArgumentMetadata['metatype']): void {
  if (typeof value !== 'object' || value === null || !metatype) return;
  const limits = classValidator
    .getMetadataStorage()
    .getTargetValidationMetadatas(metatype, '', true, false)
    .filter(({ name }) => name === classValidator.ARRAY_MAX_SIZE);
  for (const { propertyName, constraints } of limits) {
    const list: unknown = (value as Record<string, unknown>)[propertyName];
    const most: unknown = constraints[0];
    if (!Array.isArray(list) || list.length <= Number(most)) continue;
    const message = wordsOf(classValidator.ARRAY_MAX_SIZE, [most]);
    throw invalidRequest([{ field: propertyName, message }]);
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
function invalidRequest(told: readonly FieldError[]): DomainError {
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

/** No more are put into words than are told: words cost more than the finding of the fault. */
function firstErrors(errors: readonly classValidator.ValidationError[]): FieldError[] {
  const told: FieldError[] = [];
  for (const error of fieldErrors(errors, '')) if (told.push(error) === ERRORS_TOLD) break;
  return told;
}

function* fieldErrors(
  errors: readonly classValidator.ValidationError[],
  parent: string,
): Generator<FieldError, void, undefined> {
  for (const error of errors) {
    const field = pathTo(parent, error.property);
    // The first that was declared says enough of one field: a missing one fails all its checks at once.
    const [name] = Object.keys(error.constraints ?? {}).reverse();
    if (name !== undefined) yield { field, message: constraintText(error, name) };
    yield* fieldErrors(error.children ?? [], field);
  }
}

function pathTo(parent: string, property: string): string {
  // A name that is not in the DTO is the sender's own text.
  const name = maskCardNumbers(property).slice(0, FIELD_LENGTH);
  if (/^\d+$/.test(name) && parent !== '') return `${parent}[${name}]`;
  return parent === '' ? name : `${parent}.${name}`;
}
