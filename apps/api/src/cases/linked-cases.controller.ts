import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { LINKS, LinkedCases, type Link } from '@thaw/cases';
import { PAGE_LIMIT_DEFAULT, type Actor } from '@thaw/kernel';
import { IsIn, IsOptional } from 'class-validator';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';

class LinkedCasesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: LINKS, description: 'Left out: all of them' })
  @IsOptional()
  @IsIn(LINKS)
  readonly by?: Link;
}

@ApiTags('cases')
@Controller('v1/cases/:number/linked')
export class LinkedCasesController {
  constructor(private readonly linked: LinkedCases) {}

  @Get()
  @Can('case.linked')
  @ApiOperation({
    operationId: 'listLinkedCases',
    summary: 'Cases of the same terminal, flagged cards, device, owner or address; never a merchant’s to see',
  })
  @ApiOkResponse({
    description:
      'items, newest first, each with `why`: by what it is linked, how often, and up to five serial numbers, social-credit codes ' +
      'or addresses; of cards only how many; and next',
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Query() { limit, ...filter }: LinkedCasesQuery,
  ): ReturnType<LinkedCases['of']> {
    return this.linked.of(actor, number, { ...filter, limit: limit ?? PAGE_LIMIT_DEFAULT });
  }
}
