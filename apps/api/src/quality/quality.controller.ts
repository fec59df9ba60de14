import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Post, Put, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { QUALITY_CRITERIA, QualityDraws, QualityReviews, type DrawView, type SampleView } from '@thaw/cases';
import type { Actor, Bilingual } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { IF_MATCH, IF_NONE_MATCH, expectedVersion } from '../desk/entity-tag';
import { PathId } from '../validation/path-id.decorator';
import { QualityPlanBody, QualityReviewBody, SamplesQuery } from './quality.dto';
import { PathQueue } from '../desk/path-queue.decorator';

/** Closed cases that are drawn by chance and looked at again. */
@ApiTags('quality')
@Controller('v1/quality')
export class QualityController {
  constructor(
    private readonly draws: QualityDraws,
    private readonly reviews: QualityReviews,
  ) {}

  @Get('plans')
  @Can('quality.read')
  @ApiOperation({ operationId: 'listQualityPlans', summary: 'How much of each queue is looked at again' })
  @ApiOkResponse({ description: 'items: queue, ratePercent, monthlyCap, version (0: nothing is planned)' })
  async plans(
    @CurrentActor() actor: Actor,
  ): Promise<{ readonly items: Awaited<ReturnType<QualityDraws['plans']>> }> {
    return { items: await this.draws.plans(actor) };
  }

  @Put('plans/:queue')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Can('quality.plan')
  @ApiHeader(IF_MATCH)
  @ApiHeader(IF_NONE_MATCH)
  @ApiOperation({
    operationId: 'planQuality',
    summary: 'Set rate and monthly cap of a queue, from the next draw on',
  })
  @ApiNoContentResponse({ description: 'Planned' })
  async plan(
    @CurrentActor() actor: Actor,
    @PathQueue('queue') queue: string,
    @Headers('if-match') seen: string | undefined,
    @Headers('if-none-match') none: string | undefined,
    @Body() terms: QualityPlanBody,
  ): Promise<void> {
    await this.draws.plan(actor, queue, expectedVersion(seen, none), terms);
  }

  @Get('form')
  @Can('quality.read')
  @ApiOperation({ operationId: 'getReviewForm', summary: 'What a case is looked at for' })
  @ApiOkResponse({ description: 'items: criterion, and title in both languages' })
  form(): { readonly items: readonly { readonly criterion: string; readonly title: Bilingual }[] } {
    return { items: Object.entries(QUALITY_CRITERIA).map(([criterion, title]) => ({ criterion, title })) };
  }

  @Get('draws')
  @Can('quality.review')
  @ApiOperation({
    operationId: 'listQualityDraws',
    summary: 'What was drawn, with the seed by which it is drawn again',
  })
  @ApiOkResponse({ description: 'items, the newest first' })
  async list(@CurrentActor() actor: Actor): Promise<{ readonly items: readonly DrawView[] }> {
    return { items: await this.draws.list(actor) };
  }

  @Get('samples')
  @Can('quality.review')
  @ApiOperation({ operationId: 'listQualitySamples', summary: 'Cases that were drawn, by where they stand' })
  @ApiOkResponse({ description: 'items, the oldest first' })
  async samples(
    @CurrentActor() actor: Actor,
    @Query() { state }: SamplesQuery,
  ): Promise<{ readonly items: readonly SampleView[] }> {
    return { items: await this.reviews.samples(actor, state) };
  }

  @Post('samples/:id/reviews')
  @Can('quality.review')
  @ApiOperation({
    operationId: 'reviewSample',
    summary: 'Say what you found; never by whoever worked or decided on the case',
  })
  @ApiCreatedResponse({ description: 'The sample with its reviews' })
  review(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Body() { marks, comment, returned = false }: QualityReviewBody,
  ): Promise<SampleView> {
    return this.reviews.review(actor, id, { marks, comment, returned });
  }
}
