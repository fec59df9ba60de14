import { maskCardNumbers } from '@thaw/kernel';

/** What is known of a command after one exchange with the terminal system. */
export type GatewayAnswer =
  | { readonly state: 'accepted' }
  | { readonly state: 'confirmed' }
  /** It tried and could not: trying again may help. */
  | { readonly state: 'failed'; readonly reason: string }
  /** It will not, or will not say: the same would be refused again. Of what it was told before it says nothing. */
  | { readonly state: 'refused'; readonly reason: string }
  /** No answer, or none that can be read: it may have been done or not. */
  | { readonly state: 'unknown'; readonly reason: string };

/** A command's state as the terminal system tells it, in an answer or a callback. */
export interface GatewayReport {
  readonly id: string;
  readonly answer: Extract<GatewayAnswer, { state: 'accepted' | 'confirmed' | 'failed' }>;
}

const REASON_LENGTH = 300;

/** `{"id","state":"accepted|confirmed|failed","reason"?}`; null where it is anything else. */
export function readReport(json: string): GatewayReport | null {
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null) return null;
  const { id, state, reason } = body as Record<string, unknown>;
  if (typeof id !== 'string') return null;
  if (state === 'accepted' || state === 'confirmed') return { id, answer: { state } };
  if (state === 'failed') return { id, answer: { state, reason: reasonText(reason, 'no reason given') } };
  return null;
}

/** The other side's words as they may be kept: short, and without a card number. */
export function reasonText(reason: unknown, otherwise: string): string {
  if (typeof reason !== 'string' || reason.trim() === '') return otherwise;
  return maskCardNumbers(reason.replace(/\p{Cc}+/gu, ' ').trim()).slice(0, REASON_LENGTH);
}
