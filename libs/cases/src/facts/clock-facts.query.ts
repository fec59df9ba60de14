import { Injectable } from '@nestjs/common';
import type { ClockFacts } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class ClockFactsQuery implements FactsReader<ClockFacts> {
  async read({ rows }: FactsAbout): Promise<ClockFacts> {
    const clocks = await rows.clocks();
    return {
      clocks: clocks
        .filter(({ stoppedAt }) => stoppedAt === null)
        .map(({ kind, run, dueAt, pausedAt, overdueAt }) => ({
          kind,
          run,
          dueAt,
          paused: pausedAt !== null,
          overdue: overdueAt !== null,
        })),
    };
  }
}
