/** The scan engine: folds every rule over one history in one pass. Pure, so that the worker and the command line share it. */
export * from './append';
export { factsDigest, plainDigest } from './facts-digest';
export type { FindingPart } from './finding-collector';
export { foundIn, type Found, type PackedFound } from './found';
export { canOpenState, keepState, type KeptState } from './kept-state';
export * from './backtest-engine';
export * from './backtest-part';
export * from './backtest-result';
export * from './backtest-sum';
export * from './fold-plan';
export { keepsUses } from './keeps-uses';
export * from './parameter-sets';
export * from './rate';
export * from './scan-engine';
export type { ScanOutcome, ScanResult, ScanSetup } from './scan-setup';
export * from './scan-record';
export * from './scan-state';
