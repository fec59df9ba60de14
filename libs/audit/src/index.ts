/** The audit: records of what was done, read and refused, in a hash tree that shows whether any was altered since. */
export * from './audit.module';
export * from './records/audit-tree.query';
export * from './records/numbering.service';
export * from './records/recording';
export * from './tree/proofs';
