import { fields, listOf, optional, text } from './shape-checks';

/** What something said is about: one finding, or all findings of a rule at once. */
export interface AboutFindings {
  readonly findingId?: string | undefined;
  readonly rule?: string | undefined;
}

export interface FindingReason extends AboutFindings {
  readonly reason: string;
}

export interface FindingAnswer extends AboutFindings {
  readonly answer: string;
}

const about = { findingId: optional(text), rule: optional(text) };

export const findingReasons = listOf(fields({ ...about, reason: text }));
export const findingAnswers = listOf(fields({ ...about, answer: text }));
