import { Injectable } from '@nestjs/common';
import { PreventionQuery } from '@thaw/registry';
import type { PreventionFacts } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class PreventionFactsQuery implements FactsReader<PreventionFacts> {
  constructor(private readonly prevention: PreventionQuery) {}

  async read({ tx, freezeCase: { terminalId } }: FactsAbout): Promise<PreventionFacts> {
    const { overdue } = await this.prevention.preventionOf(tx, terminalId);
    return {
      overdueUpkeep: overdue.flatMap(({ kind, dueOn }) => (dueOn === null ? [] : [{ kind, dueOn }])),
    };
  }
}
