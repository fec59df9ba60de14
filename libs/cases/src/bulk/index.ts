/** One action on many cases: seen beforehand, carried out by a job, with a result for each, and taken back. */
export * from './bulk-actions.query';
export * from './bulk-actions.service';
export * from './bulk-preview.query';
export * from './bulk-runs.service';
export { Foresight } from './foresight.service';
export { BULK_ACTIONS, BULK_MOST, type BulkActionName } from './many-cases';
