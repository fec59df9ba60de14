import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { referenceFor } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { ReferenceQuery } from './reference.dto';

@ApiTags('reference')
@Controller('v1/reference')
export class ReferenceController {
  @Get()
  @Can('case.read')
  @ApiOperation({
    operationId: 'getReference',
    summary:
      'Reasons, evidence items, steps, outcomes and the lifecycle; for merchants their items and faces',
  })
  @ApiOkResponse({
    description:
      'For staff the data of the version: per reason its requirements (required, optional, or alternative and what it ' +
      'stands in for), class, levels, outcomes and remediation steps; per item supplier, guidance, kinds and number of files',
  })
  get(@CurrentActor() actor: Actor, @Query() { version }: ReferenceQuery): ReturnType<typeof referenceFor> {
    return referenceFor(actor, version);
  }
}
