import type { Bilingual } from './bilingual';
import type { ErrorCode } from './error-codes';

export interface DomainErrorContext {
  /** What is wrong with this very request, for the person who sent it. Never a card number, key or token. */
  readonly detail?: string | Bilingual;
  /** The field of the request at fault, as a JSON path without the leading `$.`. */
  readonly field?: string;
  /** The rule of the lifecycle that refused. */
  readonly rule?: string;
  /** Further members of the problem, e.g. what changed since the caller last looked. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A refusal with a stable code. The API turns the code into an RFC 9457 problem; libs never speak HTTP. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly context: DomainErrorContext = {},
  ) {
    super(
      context.detail
        ? `${code}: ${typeof context.detail === 'string' ? context.detail : context.detail.en}`
        : code,
    );
    this.name = 'DomainError';
  }
}

export const isDomainError = (error: unknown, ...codes: ErrorCode[]): error is DomainError =>
  error instanceof DomainError && (codes.length === 0 || codes.includes(error.code));
