/** The life of a case as pure data and functions: the table, the decision, and what each side may see. */
export * from './actions';
export * from './allowed-actions';
export {
  DECISION_LETTERS,
  appealRoundsLeft,
  appealTerms,
  appealWindowEnd,
  decisionStands,
  leavesAppeal,
} from './appeal-window';
export * from './command-ends';
export * from './decide';
export * from './duties';
export * from './escalation';
export * from './effects';
export { standingOf, type ItemStanding } from './evidence-standing';
export * from './facts';
export * from './fingerprint';
export { anotherIsOpen, sideRefusal, weighing, whyRestoreStops } from './guards';
export * from './lifecycle.table';
export * from './payloads';
export * from './personas';
export * from './proportion';
export * from './reference';
export { dutyRefusal, refusal, refuse, type Refusal } from './refusal';
export { stepsFor, wantedSteps, type WantedStep } from './remedy/wanted-steps';
export { queueFor } from './routing';
export { LAST_STEP, REPLACEMENT_STEPS, isReplacing, nextStepOf } from './remedy/replacement-steps';
export { whyNotDone } from './remedy/step-checks';
export { FILES_MOST, MENTIONS_MOST } from './steps/correspondence.steps';
export { SLIP_ITEM, SLIPS_MOST, isAnswered } from './slips';
export * from './states';
export { missingOfTermination, type TerminationPart } from './termination';
export { TASK_WORDS, type TaskCode } from './task-words';
export { merchantReads, type MerchantReads } from './telling/merchant-reads';
export { needTellsNothing, tellingIn } from './telling/tells-too-much';
export type { Transition } from './transition';
export * from './turns';
export { newHits, type KnownHit, type WatchedHit } from './watch';
