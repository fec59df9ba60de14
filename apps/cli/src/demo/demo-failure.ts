import type { Bilingual } from '@thaw/kernel';

/** Why the demo could not go on, in words for whoever started it. */
export class DemoFailure extends Error {
  constructor(readonly detail: Bilingual) {
    super(detail.en);
    this.name = 'DemoFailure';
  }
}
