/** Threads: work that is taken off the one that answers. Pure, so that no database is loaded with it. */
export * from './thread-pool';
