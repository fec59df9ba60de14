/**
 * What of an unforeseen error is logged. Not the whole of it: a database error also carries the parameters of its
 * statement, which may be a password's hash or a person's words.
 */
export function failureReport(thrown: unknown): object {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const { code } = thrown as { code?: unknown };
  return {
    type: thrown.name,
    message: thrown.message,
    ...(typeof code === 'string' && { code }),
    stack: thrown.stack,
    ...(thrown.cause !== undefined && { cause: failureReport(thrown.cause) }),
  };
}
