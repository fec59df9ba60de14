/** Freeze measures as pure data: their ladder, their terms, the one rule of what narrows them, and what is commanded. */
export * from './command-words';
export * from './measure';
export * from './measure-terms';
export * from './terminal-word';
