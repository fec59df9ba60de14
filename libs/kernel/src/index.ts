/** The kernel: pure words that every room shares. It imports nothing but Node's own pure parts. */
export * from './actor';
export * from './bilingual';
export * from './canonical-json';
export * from './card-number';
export * from './clock';
export * from './domain-error';
export * from './error-codes';
export * from './fee-profile';
export * from './instant';
export * from './is-uuid';
export * from './money';
export * from './page';
export * from './permissions';
export * from './place';
export * from './storable-text';
export * from './zone';
