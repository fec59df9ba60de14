import { Controller, Get, Headers, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { DeskFigures, GROUPINGS, type DeskFiguresView, type Grouping } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { readerLanguage } from '../problems/reader-language';

class FiguresQuery {
  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description: 'First day, of the desk’s zone; left out: thirty days',
  })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  readonly from?: string;

  @ApiPropertyOptional({ type: String, format: 'date', description: 'Last day; left out: today' })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  readonly to?: string;

  @ApiPropertyOptional({
    enum: GROUPINGS,
    default: 'all',
    description:
      'As the case was when it happened; of figures by rule, item, clock or person, these within each group',
  })
  @IsOptional()
  @IsIn(GROUPINGS)
  readonly by?: Grouping;
}

@ApiTags('figures')
@Controller('v1/figures')
export class FiguresController {
  constructor(private readonly figures: DeskFigures) {}

  @Get()
  @Can('figures.read')
  @ApiOperation({
    operationId: 'readFigures',
    summary: 'What the desk’s work came to in a period: each figure with its definition, counted from events',
  })
  @ApiOkResponse({
    description:
      'from, to, by, and figures: code, unit (count, share, duration, hours, money in fen), title and definition in both languages, ' +
      'rows of group, part (the clock, rule, item or person within the group), count, of, medianMs, ninthTenthMs',
  })
  read(@CurrentActor() actor: Actor, @Query() asked: FiguresQuery): Promise<DeskFiguresView> {
    return this.figures.of(actor, asked);
  }

  @Get('file')
  @Can('figures.read')
  @ApiOperation({
    operationId: 'downloadFigures',
    summary: 'The same as CSV, titles in the language of Accept-Language',
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'CSV in UTF-8, a line for each row' })
  async file(
    @CurrentActor() actor: Actor,
    @Query() asked: FiguresQuery,
    @Headers('accept-language') language: string | undefined,
  ): Promise<StreamableFile> {
    const csv = await this.figures.csv(actor, asked, readerLanguage(language));
    return new StreamableFile(Buffer.from(csv, 'utf8'), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="figures.csv"',
    });
  }
}
