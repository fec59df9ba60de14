import { Injectable } from '@nestjs/common';
import { ClocksService } from '@thaw/sla';
import type { ClockFacts } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class ClockFactsQuery implements FactsReader<ClockFacts> {
  constructor(private readonly clocks: ClocksService) {}

  async read({ tx, freezeCase }: FactsAbout): Promise<ClockFacts> {
    const clocks = await this.clocks.ofCase(tx, freezeCase.id);
    return {
      clocks: clocks
        .filter(({ stoppedAt }) => stoppedAt === null)
        .map(({ kind, run, dueAt, pausedAt }) => ({ kind, run, dueAt, paused: pausedAt !== null })),
    };
  }
}
