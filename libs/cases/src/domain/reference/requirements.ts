import type { Bilingual } from '@thaw/kernel';
import type { EvidenceCode } from './evidence-items';
import type { FileRule } from './file-rules';

/**
 * `required`: without it, or a waiver, or what may stand in for it, no restoring outcome is proposed. `optional`: often
 * of help, asked for as the agent sees fit. `alternative`: accepted, it satisfies the item that it stands in for.
 */
export type RequirementLevel = 'required' | 'optional' | 'alternative';

/** What one item is to a reason. */
export interface Requirement {
  readonly code: EvidenceCode;
  readonly level: RequirementLevel;
  /** Of an alternative: which required item it satisfies. */
  readonly standsInFor: EvidenceCode | null;
  /** What to send under this reason, where it is more than the item's own words. */
  readonly guidance: Bilingual | null;
  /** How many under this reason, where it is not the item's own rule. */
  readonly files: Pick<FileRule, 'min' | 'max'> | null;
}

/** What is said of a reason's items beside the column of required ones. */
export interface Beside {
  readonly optional?: readonly EvidenceCode[];
  readonly alternatives?: readonly (readonly [code: EvidenceCode, standsInFor: EvidenceCode])[];
  readonly guidance?: { readonly [code in EvidenceCode]?: Bilingual };
  readonly files?: { readonly [code in EvidenceCode]?: Pick<FileRule, 'min' | 'max'> };
}

export function requirements(required: readonly EvidenceCode[], beside: Beside = {}): readonly Requirement[] {
  const stated = [
    ...required.map((code) => ({ code, level: 'required', standsInFor: null }) as const),
    ...(beside.alternatives ?? []).map(
      ([code, standsInFor]) => ({ code, level: 'alternative', standsInFor }) as const,
    ),
    ...(beside.optional ?? []).map((code) => ({ code, level: 'optional', standsInFor: null }) as const),
  ];
  return stated.map((requirement) => ({
    ...requirement,
    guidance: beside.guidance?.[requirement.code] ?? null,
    files: beside.files?.[requirement.code] ?? null,
  }));
}
