/** Causes may run in a circle. */
const DEEPEST = 5;
const ERRORS_TOLD = 5;

/**
 * What of an unforeseen error is logged. Not the whole of it: a database error also carries the parameters of its
 * statement, which may be a password's hash or a person's words.
 */
export function failureReport(thrown: unknown, depth = 0): object {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const { code } = thrown as { code?: unknown };
  const message = withoutValues(thrown.message, code);
  const further = thrown instanceof AggregateError ? thrown.errors.slice(0, ERRORS_TOLD) : [];
  const inner = (error: unknown): object => failureReport(error, depth + 1);
  return {
    type: thrown.name,
    message,
    ...(typeof code === 'string' && { code }),
    stack: thrown.stack?.replace(thrown.message, () => message),
    ...(depth < DEEPEST && thrown.cause !== undefined && { cause: inner(thrown.cause) }),
    ...(depth < DEEPEST && further.length > 0 && { errors: further.map(inner) }),
  };
}

/** SQLSTATE class 22, data exceptions: PostgreSQL quotes the value that it could not read. */
const withoutValues = (message: string, code: unknown): string =>
  typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code) ? message.replace(/".*"/s, '"…"') : message;
