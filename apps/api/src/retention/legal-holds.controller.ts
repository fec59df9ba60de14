import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LegalHolds, type LegalHoldView } from '@thaw/cases';
import type { UserActor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentUser } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import { LegalHoldBody } from './retention.dto';

/** What keeps a case past the time for which cases are kept. */
@ApiTags('retention')
@Controller('v1/cases/:number/legal-holds')
export class LegalHoldsController {
  constructor(private readonly holds: LegalHolds) {}

  @Get()
  @Can('retention.hold')
  @ApiOperation({ operationId: 'listLegalHolds', summary: 'Legal holds of a case, in the order of placing' })
  @ApiOkResponse({ description: 'items: each with reason, who placed and who released it' })
  async list(
    @CurrentUser() actor: UserActor,
    @Param('number') number: string,
  ): Promise<{ readonly items: readonly LegalHoldView[] }> {
    return { items: await this.holds.ofCase(actor, number) };
  }

  @Post()
  @Can('retention.hold')
  @ApiOperation({
    operationId: 'placeLegalHold',
    summary: 'Keep what the case holds past its time, until another reviewer releases it',
  })
  @ApiCreatedResponse({ description: 'The hold' })
  place(
    @CurrentUser() actor: UserActor,
    @Param('number') number: string,
    @Body() { reason }: LegalHoldBody,
  ): Promise<LegalHoldView> {
    return this.holds.place(actor, number, reason);
  }

  @Post(':id/release')
  @HttpCode(200)
  @Can('retention.hold')
  @ApiOperation({
    operationId: 'releaseLegalHold',
    summary: 'Release it, by another reviewer than who placed it',
  })
  @ApiOkResponse({ description: 'The hold' })
  release(
    @CurrentUser() actor: UserActor,
    @Param('number') number: string,
    @PathId() id: string,
  ): Promise<LegalHoldView> {
    return this.holds.release(actor, number, id);
  }
}
