/** Freeze measures as pure data: their ladder, their terms, and the one rule of what narrows them. */
export * from './measure';
export * from './measure-terms';
