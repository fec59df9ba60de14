import { DomainError, type Bilingual, type ErrorCode } from '@thaw/kernel';

/** Why an action is closed now: a stable rule name and words for the person who wanted it. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly rule: string;
  readonly why: Bilingual;
  readonly field?: string;
}

export const refusal = (rule: string, zh: string, en: string, field?: string): Refusal => ({
  code: 'GUARD_REFUSED',
  rule,
  why: { zh, en },
  ...(field === undefined ? {} : { field }),
});

export const dutyRefusal = (rule: string, zh: string, en: string): Refusal => ({
  code: 'SEPARATION_OF_DUTIES',
  rule,
  why: { zh, en },
});

export const staleRefusal = (rule: string, zh: string, en: string): Refusal => ({
  code: 'PROPOSAL_STALE',
  rule,
  why: { zh, en },
});

export const refuse = ({ code, rule, why, field }: Refusal): DomainError =>
  new DomainError(code, { rule, detail: why, ...(field === undefined ? {} : { field }) });
