import type { CaseFacts, CaseSnapshot, StepFact } from '../facts';
import type { Outcome, ReferenceData, StepCode, StepReference } from '../reference';
import type { CaseState } from '../states';

/** A step that the case needs now, and how it stands. */
export interface WantedStep extends Pick<StepFact, 'state' | 'attestedBy'> {
  readonly code: StepCode;
  readonly reference: StepReference;
}

/** Outcomes whose steps come before the decision: once it is approved, trading is given back at once. */
const BEFORE_DECISION: readonly Outcome[] = ['U', 'UR'];
const STATES_BEFORE: readonly CaseState[] = ['investigating', 'awaiting_merchant', 'reviewing'];
const STATES_AFTER: readonly CaseState[] = ['remediating', 'replacing'];

/** Whether a proposal shows it, so that nobody attests it. */
export const isOfProposal = ({ check }: StepReference): boolean => check?.startsWith('proposal_') ?? false;

/** The steps that the case's reason asks for at one of these outcomes, each once. */
export const stepsFor = (
  { reference, reasonCode }: Pick<CaseSnapshot, 'reference' | 'reasonCode'>,
  outcomes: readonly Outcome[],
): readonly StepCode[] =>
  reasonCode === null
    ? []
    : reference.reasons[reasonCode].steps
        .filter((step) => step.outcomes.some((outcome) => outcomes.includes(outcome)))
        .map(({ step }) => step);

/**
 * What persons attest and verify where the case stands: before the decision what an unfreeze would need, after it what
 * the decision ordered; none elsewhere.
 */
export function wantedSteps(
  snapshot: Pick<CaseSnapshot, 'reference' | 'reasonCode' | 'state'>,
  { steps, remediation }: Pick<CaseFacts, 'steps' | 'remediation'>,
): readonly WantedStep[] {
  const { reference, state } = snapshot;
  if (STATES_AFTER.includes(state) && remediation) {
    return standing(reference, steps, stepsFor(snapshot, [remediation.outcome]));
  }
  return STATES_BEFORE.includes(state) ? stepsBefore(snapshot, steps, BEFORE_DECISION) : [];
}

/** What persons attest before one of these outcomes is proposed. */
export const stepsBefore = (
  snapshot: Pick<CaseSnapshot, 'reference' | 'reasonCode'>,
  steps: readonly StepFact[],
  outcomes: readonly Outcome[],
): readonly WantedStep[] =>
  standing(snapshot.reference, steps, stepsFor(snapshot, outcomes)).filter(
    ({ reference }) => !isOfProposal(reference),
  );

const standing = (
  reference: ReferenceData,
  steps: readonly StepFact[],
  codes: readonly StepCode[],
): readonly WantedStep[] =>
  codes.map((code) => {
    const known = steps.find((step) => step.code === code);
    return {
      code,
      reference: reference.steps[code],
      state: known?.state ?? 'open',
      attestedBy: known?.attestedBy ?? null,
    };
  });
