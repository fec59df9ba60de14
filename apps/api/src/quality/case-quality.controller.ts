import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { QualityReviews, SatisfactionAnswers, type SampleView, type SatisfactionView } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { QualityCorrectionBody, SatisfactionBody } from './quality.dto';

/** What was found of one case that was drawn, and how content its merchant is. */
@ApiTags('quality')
@Controller('v1/cases/:number')
export class CaseQualityController {
  constructor(
    private readonly reviews: QualityReviews,
    private readonly answers: SatisfactionAnswers,
  ) {}

  @Get('quality')
  @Can('case.note')
  @ApiOperation({ operationId: 'getCaseQuality', summary: 'What reviewers found of the case' })
  @ApiOkResponse({ description: 'items: each time it was drawn, with reviews and corrections' })
  async ofCase(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
  ): Promise<{ readonly items: readonly SampleView[] }> {
    return { items: await this.reviews.ofCase(actor, number) };
  }

  @Post('quality/corrections')
  @Can('quality.correct')
  @ApiOperation({ operationId: 'correctCase', summary: 'Say what was put right of a case that was returned' })
  @ApiCreatedResponse({ description: 'items as GET' })
  async correct(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Body() { text }: QualityCorrectionBody,
  ): Promise<{ readonly items: readonly SampleView[] }> {
    return { items: await this.reviews.correct(actor, number, text) };
  }

  @Get('satisfaction')
  @Can('case.read')
  @ApiOperation({ operationId: 'getSatisfaction', summary: 'The question to the merchant, and the answer' })
  @ApiOkResponse({ description: 'question in both languages, whether it is open, and the answer' })
  satisfaction(@CurrentActor() actor: Actor, @Param('number') number: string): Promise<SatisfactionView> {
    return this.answers.ofCase(actor, number);
  }

  @Post('satisfaction')
  @Can('satisfaction.answer')
  @ApiOperation({ operationId: 'answerSatisfaction', summary: 'Answer it, once, after the case is closed' })
  @ApiCreatedResponse({ description: 'As GET' })
  answer(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @Body() { mark, words }: SatisfactionBody,
  ): Promise<SatisfactionView> {
    return this.answers.answer(actor, number, mark, words);
  }
}
