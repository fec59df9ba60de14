import { referenceOf, wantedSteps, whyNotDone, type WantedStep } from '../domain';
import type { ProofFile, RemediationStep } from '../entities';
import { replacementForStaff, type ReplacementReading } from './replacement.view';
import type { CaseReading } from './staff-case.view';
import { uploadedFile } from './stored-file.view';

/** What must be put right, each step as it stands, and what the records say against it. */
export function remedyForStaff(reading: CaseReading) {
  const { facts, steps, proofs } = reading;
  return {
    outcome: facts.remediation?.outcome ?? null,
    dueAt: dueAt(reading),
    steps: wanted(reading).map((step) => {
      const row = steps.find(({ code }) => code === step.code);
      const { check, attestedBy } = step.reference;
      return {
        ...stepView(step),
        suppliedBy: attestedBy,
        check: check === null ? null : { kind: check, whyNot: whyNotDone(step.code, step.reference, facts) },
        attestedBy: row?.attestedBy ?? null,
        attestedAt: row?.attestedAt ?? null,
        onBehalfChannel: row?.onBehalfChannel ?? null,
        proofId: row?.proofId ?? null,
        verifiedBy: row?.verifiedBy ?? null,
        verifiedAt: row?.verifiedAt ?? null,
        returnedReason: row?.returnedReason ?? null,
      };
    }),
    replacement: replacementForStaff(reading),
    proofs: proofs.map((file) => ({
      ...uploadedFile(file),
      fromMerchant: file.fromMerchant,
      uploadedBy: file.uploadedBy,
    })),
  };
}

/** The steps that are the merchant's own to do. Of the desk's, not even that there are any. */
export function remedyForMerchant(reading: CaseReading) {
  const { steps, proofs } = reading;
  return {
    dueAt: dueAt(reading),
    steps: wanted(reading)
      .filter(({ reference }) => reference.attestedBy === 'merchant')
      .map((step) => {
        const row = steps.find(({ code }) => code === step.code);
        return {
          ...stepView(step),
          attestedAt: row?.attestedAt ?? null,
          verifiedAt: row?.verifiedAt ?? null,
          returnedReason: row?.returnedReason ?? null,
        };
      }),
    proofs: proofs.filter(({ fromMerchant }) => fromMerchant).map(uploadedFile),
  };
}

const dueAt = ({ facts, clocks }: CaseReading): Date | null =>
  (facts.remediation && clocks.find(({ kind }) => kind === 'fix')?.dueAt) ?? null;

const wanted = ({
  freezeCase: { referenceVersion, reasonCode, state },
  facts,
}: CaseReading): readonly WantedStep[] =>
  wantedSteps({ reference: referenceOf(referenceVersion), reasonCode, state }, facts);

const stepView = ({ code, state, reference: { title, guidance, proof } }: WantedStep) => ({
  code,
  title,
  guidance,
  proof,
  state,
});

/** What the views show of it, read with the case. */
export interface RemedyReading extends ReplacementReading {
  readonly steps: readonly RemediationStep[];
  readonly proofs: readonly ProofFile[];
}
