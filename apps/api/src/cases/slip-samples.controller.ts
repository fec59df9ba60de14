import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CaseSlipSamples, type SlipSampleView } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';

@ApiTags('evidence')
@Controller('v1/cases/:number/slip-samples')
export class SlipSamplesController {
  constructor(private readonly samples: CaseSlipSamples) {}

  @Get()
  @Can('history.read')
  @ApiOperation({
    operationId: 'listSlipSamples',
    summary: 'How the sales of slip requests were drawn, and whether they can be drawn again',
  })
  @ApiOkResponse({
    description:
      'seed, scan, findings, population with its SHA-256, picked and skipped ids; reproduced: the seed gives these sales. ' +
      'An id’s rank is the SHA-256 of "seed:id" in hex; the lowest come first',
  })
  async list(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
  ): Promise<{ readonly items: readonly SlipSampleView[] }> {
    return { items: await this.samples.ofCase(actor, number) };
  }
}
