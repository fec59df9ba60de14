import { Injectable } from '@nestjs/common';
import type { PreventionFacts } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class PreventionFactsQuery implements FactsReader<PreventionFacts> {
  async read({ rows }: FactsAbout): Promise<PreventionFacts> {
    const { overdue } = await rows.prevention();
    return {
      overdueUpkeep: overdue.flatMap(({ kind, dueOn }) => (dueOn === null ? [] : [{ kind, dueOn }])),
    };
  }
}
