import { isUuid } from '@thaw/kernel';
/**
 * A uuid within the text of a COPY, to which no parameters can be bound.
 * @throws Error on anything that is no uuid: callers pass ids that the database gave.
 */
export function uuidLiteral(uuid: string): string {
  if (!isUuid(uuid)) throw new Error('not a uuid');
  return `'${uuid}'::uuid`;
}
