import { Injectable } from '@nestjs/common';
import { GatewayCommandsService, MeasuresService } from '@thaw/registry';
import { plainTerms } from '@thaw/registry/measures';
import type { MeasureFacts } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class MeasureFactsQuery implements FactsReader<MeasureFacts> {
  constructor(
    private readonly measures: MeasuresService,
    private readonly commands: GatewayCommandsService,
  ) {}

  async read({ tx, freezeCase: { id, watchUntil } }: FactsAbout): Promise<MeasureFacts> {
    return {
      measures: (await this.measures.inForceOfCase(tx, id)).map((measure) => ({
        id: measure.id,
        ...plainTerms(measure),
      })),
      restore: await this.commands.standing(tx, id),
      watchUntil,
      // Until a hold can be placed there is none.
      authorityHold: false,
    };
  }
}
