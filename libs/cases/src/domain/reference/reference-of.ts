import type { Bilingual } from '@thaw/kernel';
import { BESIDE_REQUIRED } from './beside-required';
import { ITEMS_OF_VERSION_1 } from './earlier';
import { EVIDENCE_ITEMS, type EvidenceCode, type EvidenceItemReference } from './evidence-items';
import type { FileRule } from './file-rules';
import { mapReference } from './map-reference';
import { REASONS, USUAL_APPEAL, type AppealTerms, type ReasonCode, type ReasonRow } from './reasons';
import {
  REMEDIATION_STEPS,
  STEPS_OF_REASON,
  type StepCode,
  type StepOfReason,
  type StepReference,
} from './remediation-steps';
import { requirements, type Beside, type Requirement } from './requirements';
import { SLA_CLASSES, type SlaClass, type SlaTargets } from './sla-classes';

/** Why a terminal was frozen: the desk's row, what each item is to it, and what must be put right. */
export interface ReasonReference extends ReasonRow {
  readonly requirements: readonly Requirement[];
  readonly steps: readonly StepOfReason[];
}

/** Reasons, items, steps and service levels of one version. A case keeps the version that it was opened under. */
export interface ReferenceData {
  readonly version: number;
  readonly reasons: { readonly [code in ReasonCode]: ReasonReference };
  readonly items: { readonly [code in EvidenceCode]: EvidenceItemReference };
  readonly steps: { readonly [code in StepCode]: StepReference };
  readonly slaClasses: { readonly [name in SlaClass]: SlaTargets };
  /** Of a case whose reason nobody has named. */
  readonly usualAppeal: AppealTerms;
}

/**
 * What a case is opened under now. Raised whenever data change that an open case must never see change; what was
 * otherwise is kept in `earlier.ts`.
 */
export const REFERENCE_VERSION = 2;

const reasonsWith = (beside: { readonly [code in ReasonCode]?: Beside }): ReferenceData['reasons'] =>
  mapReference(REASONS, (row: ReasonRow, code): ReasonReference => ({
    ...row,
    requirements: requirements(row.evidence, beside[code]),
    steps: STEPS_OF_REASON[code],
  }));

const VERSIONS: readonly ReferenceData[] = [
  {
    // Of remediation it said nothing, and a terminal must not come back unmended: the steps hold for its cases too.
    version: 1,
    reasons: reasonsWith({}),
    items: ITEMS_OF_VERSION_1,
    steps: REMEDIATION_STEPS,
    slaClasses: SLA_CLASSES,
    usualAppeal: USUAL_APPEAL,
  },
  {
    version: REFERENCE_VERSION,
    reasons: reasonsWith(BESIDE_REQUIRED),
    items: EVIDENCE_ITEMS,
    steps: REMEDIATION_STEPS,
    slaClasses: SLA_CLASSES,
    usualAppeal: USUAL_APPEAL,
  },
];

export const REFERENCE_VERSIONS: readonly number[] = VERSIONS.map(({ version }) => version);

/** @throws Error for a version that no build ever had: its case cannot be judged by other data. */
export function referenceOf(version: number): ReferenceData {
  const found = VERSIONS.find((data) => data.version === version);
  if (!found) throw new Error(`there is no reference data of version ${version}`);
  return found;
}

/** What the item is to the reason; null where the reason does not speak of it. */
export const requirementOf = (
  { reasons }: ReferenceData,
  reasonCode: ReasonCode | null,
  code: EvidenceCode,
): Requirement | null =>
  (reasonCode && reasons[reasonCode].requirements.find((requirement) => requirement.code === code)) ?? null;

/** Whether a decision under this reason needs the item, whatever the merchant was asked for. */
export const isRequiredBy = (
  reference: ReferenceData,
  reasonCode: ReasonCode | null,
  code: EvidenceCode,
): boolean => requirementOf(reference, reasonCode, code)?.level === 'required';

/** Which files the item takes under this reason, and how many. */
export const filesWanted = (
  reference: ReferenceData,
  reasonCode: ReasonCode | null,
  code: EvidenceCode,
): FileRule => ({ ...reference.items[code].files, ...requirementOf(reference, reasonCode, code)?.files });

/** What to send under this reason: the item's own words, and what the reason adds. */
export function guidanceFor(
  reference: ReferenceData,
  reasonCode: ReasonCode | null,
  code: EvidenceCode,
): Bilingual {
  const own = reference.items[code].guidance;
  const more = requirementOf(reference, reasonCode, code)?.guidance;
  return more ? { zh: `${own.zh}${more.zh}`, en: `${own.en} ${more.en}` } : own;
}
