/** The audit: records of what was done, read and refused, in a hash tree that shows whether any was altered since. */
export * from './audit.module';
export { originOf, readCheckpoint } from './checkpoints/checkpoint';
export * from './checkpoints/checkpoint-source';
export * from './checkpoints/checkpoints.service';
export * from './checkpoints/export-folder';
export { keyText, noteSigner, readKey, type NoteKey } from './checkpoints/signed-note';
export * from './records/audit-differs';
export * from './records/audit-records.query';
export * from './records/audit-tree.query';
export * from './records/numbering.service';
export * from './records/recording';
export * from './verify/verify-case';
export * from './verify/verify-database';
