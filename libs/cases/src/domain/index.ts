/** The life of a case as pure data and functions: the table, the decision, and what each side may see. */
export * from './actions';
export * from './allowed-actions';
export * from './command-ends';
export * from './decide';
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
export { refusal, refuse } from './refusal';
export * from './states';
export { missingOfTermination, type TerminationPart } from './termination';
export type { Transition } from './transition';
