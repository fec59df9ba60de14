import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { SEARCH_LENGTH_MOST, SearchCases, type FoundPage } from '@thaw/cases';
import { PAGE_LIMIT_DEFAULT, type Actor } from '@thaw/kernel';
import { IsString, MaxLength } from 'class-validator';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';

class SearchQueryString extends PageQuery {
  @ApiProperty({
    maxLength: SEARCH_LENGTH_MOST,
    description:
      'Part of a case number, merchant, terminal or serial number, message or note: two characters at least',
  })
  @IsString()
  @MaxLength(SEARCH_LENGTH_MOST)
  readonly q: string;
}

@ApiTags('cases')
@Controller('v1/search')
export class SearchController {
  constructor(private readonly search: SearchCases) {}

  @Get()
  @Can('case.search')
  @ApiOperation({
    operationId: 'searchCases',
    summary: 'Find cases by what is written on them; merchant users search their own, and no notes',
  })
  @ApiOkResponse({
    description:
      'items, newest text first: number, where (case, device, message or note), at, and a snippet of plain text with ' +
      'hits as offsets in UTF-16 units; next; and complete, which is false while what was written before an upgrade is ' +
      'still being made findable',
  })
  find(@CurrentActor() actor: Actor, @Query() { q, cursor, limit }: SearchQueryString): Promise<FoundPage> {
    return this.search.find(actor, q, { cursor, limit: limit ?? PAGE_LIMIT_DEFAULT });
  }
}
