/**
 * Reference data: reasons, evidence items, remediation steps, service levels and outcomes, in one place and versioned.
 * What belongs to a version is read by `referenceOf` alone, so that nobody asks today's data about a case of yesterday.
 */
export * from './desk-targets';
export {
  EVIDENCE_CODES,
  type EvidenceCode,
  type EvidenceItemReference,
  type Supplier,
} from './evidence-items';
export { FILE_NAMES, type FileRule, type FileType } from './file-rules';
export * from './merchant-faces';
export * from './outcomes';
export { REASON_CODES, wouldTipOff, type AppealTerms, type ReasonCode } from './reasons';
export * from './reference-of';
export type { StepCheck, StepCode, StepOfReason, StepReference } from './remediation-steps';
export type { Requirement, RequirementLevel } from './requirements';
export type { SlaClass } from './sla-classes';
