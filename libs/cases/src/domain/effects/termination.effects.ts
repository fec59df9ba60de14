import type { TerminationStatement } from '../facts';

/** The end of a merchant's terminal. */
export type TerminationEffect =
  /** Retires the device at work, once its last batch is settled. */
  | { readonly kind: 'begin_termination' }
  | { readonly kind: 'sign_termination'; readonly statement: TerminationStatement }
  | { readonly kind: 'countersign_termination'; readonly statementId: string }
  | { readonly kind: 'release_held'; readonly measureIds: readonly string[] }
  /** The device, if one is at work by the books, is so no more, and what is left to be ordered of it is tried no more. */
  | { readonly kind: 'end_binding' };
