/**
 * Every refusal Thaw can give, as stable codes. A client may branch on them, so a code is never renamed.
 * The API's problem map is exhaustive over this list; the compiler asks for a row when one is added.
 */
export const ERROR_CODES = [
  // the request itself
  'INVALID_REQUEST',
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
  'HEADERS_TOO_LARGE',
  'REQUEST_TOO_SLOW',
  'ROUTE_NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'TOO_MANY_REQUESTS',
  // who asks
  'NOT_SIGNED_IN',
  'SIGN_IN_FAILED',
  'SECOND_FACTOR_NEEDED',
  'FORBIDDEN',
  'NOT_FOUND',
  // idempotency and concurrency
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_PROGRESS',
  'CASE_CHANGED',
  'ALREADY_EXISTS',
  // the case
  'TERMINAL_UNKNOWN',
  'ACTION_NOT_ALLOWED',
  'ACTION_NOT_YOURS',
  'GUARD_REFUSED',
  'SEPARATION_OF_DUTIES',
  'PROPOSAL_STALE',
  'CASE_CLOSED',
  'TELLS_TOO_MUCH',
  'TERMINAL_SYSTEM_UNREACHABLE',
  // views of cases, and what people keep beside them
  'VIEW_CHANGED',
  'TEXT_CHANGED',
  // rule sets
  'RULE_SET_CHANGED',
  // what the desk reckons by
  'CALENDAR_CHANGED',
  // how the work is shared
  'QUEUE_CHANGED',
  'QUEUE_EMPTY',
  // files and histories
  'FINDING_OUTDATED',
  'FILE_TYPE_REFUSED',
  'FILE_TOO_LARGE',
  'FILE_UNREADABLE',
  'FILE_DAMAGED',
  'FILE_ERASED',
  'FILE_IN_QUARANTINE',
  'FILE_INFECTED',
  'DIGEST_MISMATCH',
  'MAPPING_INVALID',
  'IMPORT_IN_PROGRESS',
  'IMPORT_NOT_CANCELLABLE',
  'PREVENTION_IMPORT_IN_PROGRESS',
  // the house
  'DEPENDENCY_UNAVAILABLE',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
