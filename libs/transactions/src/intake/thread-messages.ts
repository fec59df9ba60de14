import type { MessagePort } from 'node:worker_threads';
import { DomainError, type DomainErrorContext, type ErrorCode } from '@thaw/kernel';
import type { ColumnPlan, FieldMapping, TokenKey } from '../records';
import type { IntakeOf } from './intake';
import type { IntakeSummary } from './intake-frames';

/** What a thread is given for each upload: all about it is said through a port of its own. */
export interface ThreadStart {
  readonly order: ThreadOrder;
  readonly port: MessagePort;
}

/** How the upload is to be read. */
export interface ThreadOrder {
  readonly mapping: FieldMapping;
  readonly of: IntakeOf;
  readonly cardKey: TokenKey;
  readonly timeZone: string;
}

/**
 * To the thread: the upload's bytes, that there are no more, that a piece of the intake file has been taken, or the memory
 * of one.
 */
export type ToThread = Uint8Array | 'end' | 'taken' | { readonly spare: ArrayBuffer };

/** Bytes from which on a piece has memory of its own, which can be handed over instead of copied. */
export const OWN_BYTES = 64 * 1024;

/** From the thread: it wants more bytes, has read the header, made a piece, come to its end or failed. */
export type FromThread =
  | { readonly kind: 'want' }
  | { readonly kind: 'opened'; readonly plan: ColumnPlan }
  | { readonly kind: 'piece'; readonly bytes: Uint8Array }
  | { readonly kind: 'done'; readonly summary: IntakeSummary }
  | { readonly kind: 'failed'; readonly error: CarriedError };

/** Chunks of the upload that are on their way to the thread at once, and pieces of some megabytes on their way from it. */
export const CHUNKS_AHEAD = 8;
export const PIECES_AHEAD = 1;

/** An error as it goes between threads: only its own class tells what may be said of it. */
export type CarriedError =
  | { readonly code: ErrorCode; readonly context: DomainErrorContext }
  | { readonly code: null; readonly error: unknown };

export const carryError = (error: unknown): CarriedError =>
  error instanceof DomainError ? { code: error.code, context: error.context } : { code: null, error };

export const reviveError = (carried: CarriedError): unknown =>
  carried.code === null ? carried.error : new DomainError(carried.code, carried.context);
