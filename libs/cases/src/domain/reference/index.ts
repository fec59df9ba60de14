/**
 * Reference data: reasons, evidence items, service levels and outcomes, in one place and versioned. What belongs to a
 * version is read by `referenceOf` alone, so that nobody asks today's data about a case of yesterday.
 */
export {
  EVIDENCE_CODES,
  type EvidenceCode,
  type EvidenceItemReference,
  type Supplier,
} from './evidence-items';
export * from './desk-targets';
export * from './merchant-faces';
export * from './outcomes';
export { REASON_CODES, type ReasonCode, type ReasonReference } from './reasons';
export * from './reference-of';
export type { SlaClass } from './sla-classes';
