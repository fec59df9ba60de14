import { EVIDENCE_ITEMS, type EvidenceCode, type EvidenceItemReference } from './evidence-items';
import { REASONS, type ReasonCode, type ReasonReference } from './reasons';
import { SLA_CLASSES, type SlaClass, type SlaTargets } from './sla-classes';

/** Reasons, items and service levels of one version. A case keeps the version that it was opened under. */
export interface ReferenceData {
  readonly version: number;
  readonly reasons: { readonly [code in ReasonCode]: ReasonReference };
  readonly items: { readonly [code in EvidenceCode]: EvidenceItemReference };
  readonly slaClasses: { readonly [name in SlaClass]: SlaTargets };
}

/** What a case is opened under now. Raised whenever a reason, item or class changes, and what was is kept beside. */
export const REFERENCE_VERSION = 2;

const CURRENT = { reasons: REASONS, items: EVIDENCE_ITEMS, slaClasses: SLA_CLASSES };

const VERSIONS: readonly ReferenceData[] = [
  { version: 1, ...CURRENT },
  { version: REFERENCE_VERSION, ...CURRENT },
];

/** @throws Error for a version that no build ever had: its case cannot be judged by other data. */
export function referenceOf(version: number): ReferenceData {
  const found = VERSIONS.find((data) => data.version === version);
  if (!found) throw new Error(`there is no reference data of version ${version}`);
  return found;
}

/** Whether a decision under this reason needs the item, whatever the merchant was asked for. */
export const isRequiredBy = (
  { reasons }: ReferenceData,
  reasonCode: ReasonCode | null,
  code: EvidenceCode,
): boolean => reasonCode !== null && reasons[reasonCode].evidence.includes(code);
