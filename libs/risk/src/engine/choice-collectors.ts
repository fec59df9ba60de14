import type { FindingSink } from '../rules';
import type { CardUses } from './card-uses';
import { FindingCollector } from './finding-collector';

/** Collects what a fold for several choices of parameters puts: each choice's findings apart, and none of its own. */
export class ChoiceCollectors extends FindingCollector {
  /** @param choices by number */
  constructor(
    uses: CardUses,
    private readonly choices: readonly FindingCollector[],
  ) {
    super(uses);
  }

  override of(choice: number): FindingSink {
    return this.choices[choice] as FindingCollector;
  }
}
