/** A desk's rows and files in one file, and back: the archive, and the two ways of the tables. */
export { ArchiveError, type ArchiveFault } from './archive-frames';
export * from './archive-reader';
export * from './archive-writer';
export * from './catalogue';
export * from './database-dump';
export * from './database-load';
export * from './restore-target';
