import { narrowedTerms, type MeasureTerms } from '@thaw/registry/measures';
import type { CaseFacts, CaseSnapshot } from '../facts';
import { narrowingOf, type MeasureAfter } from '../payloads';
import type { Outcome, StepCode } from '../reference';
import { refusal, type Refusal } from '../refusal';
import { whyNotDone } from './step-checks';
import { isOfProposal, stepsBefore, stepsFor } from './wanted-steps';

/** The shortest watch that a step speaks of. */
const WATCH_DAYS = 30;

/**
 * What an unfreeze still lacks of the steps that its reason asks for: those that its measures and its watch show are
 * looked up there, the others must have been attested and verified. Null for outcomes whose steps come after.
 */
export function lackingSteps(
  action: 'propose' | 'overturn',
  snapshot: CaseSnapshot,
  facts: CaseFacts,
  { outcome, measuresAfter }: { readonly outcome: Outcome; readonly measuresAfter: readonly MeasureAfter[] },
): Refusal | null {
  if (outcome !== 'U' && outcome !== 'UR') return null;
  const { reference } = snapshot;
  const left = termsAfter(facts, measuresAfter);
  const unseen = stepsFor(snapshot, [outcome]).filter(
    (code) => isOfProposal(reference.steps[code]) && !isShown(code, snapshot, left),
  );
  if (unseen.length > 0) {
    const shown = unseen.map((code) => reference.steps[code]);
    return refusal(
      `${action}.measures_of_steps`,
      `结论中的措施与观察期须体现：${shown.map(({ title, guidance }) => `${title.zh}：${guidance.zh}`).join('')}`,
      `The measures and the watch of the decision must show: ${shown.map(({ title, guidance }) => `${title.en}: ${guidance.en}`).join(' ')}`,
      'measuresAfter',
    );
  }
  const undone = stepsBefore(snapshot, facts.steps, [outcome])
    .filter(
      ({ code, reference: step, state }) => state !== 'verified' || whyNotDone(code, step, facts) !== null,
    )
    .map(({ code }) => code);
  if (undone.length === 0) return null;
  const [zh, en] = titles(snapshot, undone);
  return refusal(
    `${action}.steps_verified`,
    `以下步骤须先由一人确认、另一人核实：${zh}。`,
    `First these steps must be attested by one person and verified by another: ${en}.`,
    'outcome',
  );
}

function isShown(
  code: StepCode,
  { reference, reasonCode }: CaseSnapshot,
  left: readonly MeasureTerms[],
): boolean {
  switch (reference.steps[code].check) {
    case 'proposal_limits':
      return left.some(
        ({ limitSingleFen, limitDailyFen }) => limitSingleFen !== null || limitDailyFen !== null,
      );
    case 'proposal_credit_off':
      // A trial ends.
      return left.some(
        ({ level, scope, expiresAt }) => level === 'F3' && scope === 'credit_cards' && expiresAt !== null,
      );
    default:
      return reasonCode !== null && reference.reasons[reasonCode].watchDays >= WATCH_DAYS;
  }
}

/** What is in force once the decision is carried out. */
const termsAfter = ({ measures }: CaseFacts, after: readonly MeasureAfter[]): readonly MeasureTerms[] =>
  after.flatMap((change): readonly MeasureTerms[] => {
    const current = measures.find(({ id }) => id === change.measureId);
    if (!current || change.change === 'lift') return [];
    return [change.change === 'narrow' ? narrowedTerms(current, narrowingOf(change)) : current];
  });

/** The titles of steps in both languages. */
export const titles = (
  { reference }: Pick<CaseSnapshot, 'reference'>,
  codes: readonly StepCode[],
): readonly [zh: string, en: string] => [
  codes.map((code) => reference.steps[code].title.zh).join('、'),
  codes.map((code) => reference.steps[code].title.en).join(', '),
];
