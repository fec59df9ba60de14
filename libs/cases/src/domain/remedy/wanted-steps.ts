import type { CaseFacts, CaseSnapshot, StepFact } from '../facts';
import type { Outcome, ReferenceData, StepCode, StepReference } from '../reference';
import type { CaseState } from '../states';

/** A step that the case needs now, and how it stands. */
export interface WantedStep extends Pick<StepFact, 'state' | 'attestedBy'> {
  readonly code: StepCode;
  readonly reference: StepReference;
}

/** Outcomes whose steps come before the decision: once it is taken, trading is given back at once. */
const BEFORE_DECISION: readonly Outcome[] = ['U', 'UR'];
/** The same of an appeal's: a full overturn says that nothing was wrong, and asks for none. */
const BEFORE_OVERTURN: readonly Outcome[] = ['UR'];
const STATES_BEFORE: readonly CaseState[] = ['investigating', 'awaiting_merchant', 'reviewing', 'appealing'];

/** Whether a proposal shows it, so that nobody attests it. */
export const isOfProposal = ({ check }: StepReference): boolean => check?.startsWith('proposal_') ?? false;

/**
 * Steps that are independent of another: done once that one is verified, and neither attested nor verified by whoever
 * attested it. Who cleaned a machine does not say that it is clean, and vouches for nobody who says so.
 */
const APART_FROM: { readonly [code in StepCode]?: StepCode } = { independent_rescan: 'clean_image' };

/** The step that this one is independent of; null: it is of none. */
export const stepBefore = (
  code: StepCode,
  steps: readonly StepFact[],
): (Pick<StepFact, 'state' | 'attestedBy'> & { readonly code: StepCode }) | null => {
  const before = APART_FROM[code];
  if (!before) return null;
  const known = steps.find((step) => step.code === before);
  return { code: before, state: known?.state ?? 'open', attestedBy: known?.attestedBy ?? null };
};

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
 * What persons attest and verify where the case stands: after a decision what it ordered, which goes on while it is
 * appealed against; before one what an unfreeze would need; none elsewhere.
 */
export function wantedSteps(
  snapshot: Pick<CaseSnapshot, 'reference' | 'reasonCode' | 'state'>,
  { steps, remediation, openAppeal }: Pick<CaseFacts, 'steps' | 'remediation' | 'openAppeal'>,
): readonly WantedStep[] {
  const ordered = remediation
    ? standing(snapshot.reference, steps, stepsFor(snapshot, [remediation.outcome]))
    : [];
  if (!STATES_BEFORE.includes(snapshot.state)) return ordered;
  return [...ordered, ...stepsBefore(snapshot, steps, openAppeal ? BEFORE_OVERTURN : BEFORE_DECISION)];
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
