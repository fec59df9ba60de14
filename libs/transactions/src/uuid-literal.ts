const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A uuid within the text of a COPY, to which no parameters can be bound.
 * @throws Error on anything that is no uuid: callers pass ids that the database gave.
 */
export function uuidLiteral(uuid: string): string {
  if (!UUID.test(uuid)) throw new Error('not a uuid');
  return `'${uuid}'::uuid`;
}
