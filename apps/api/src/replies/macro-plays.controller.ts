import { Body, Controller, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CaseQuery,
  MacroPlays,
  type FreezeCase,
  type MerchantCase,
  type StaffCase,
  type TakenStep,
} from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import { PlayMacroBody } from './macros.dto';

interface CaseAfterRehearsal extends Readonly<Pick<FreezeCase, 'number' | 'state' | 'ownerId'>> {}

@ApiTags('macros')
@Controller('v1/cases/:number/macros')
export class MacroPlaysController {
  constructor(
    private readonly plays: MacroPlays,
    private readonly query: CaseQuery,
  ) {}

  @Post(':id')
  @Can('macro.use')
  @ApiOperation({
    operationId: 'playMacro',
    summary: 'Take all actions of a macro, or none: the first that is refused stops it and undoes the others',
  })
  @ApiCreatedResponse({ description: 'steps with what became of each, and the case after them' })
  async play(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId() id: string,
    @Body() { version }: PlayMacroBody,
  ): Promise<{ readonly steps: readonly TakenStep[]; readonly case: StaffCase | MerchantCase }> {
    const { steps, freezeCase } = await this.plays.play(actor, number, id, version, false);
    return { steps, case: await this.query.getAfterActing(actor, freezeCase) };
  }

  @Post(':id/preview')
  @HttpCode(HttpStatus.OK)
  @Can('macro.use')
  @ApiOperation({
    operationId: 'previewMacro',
    summary: 'What playing it now would do, or what would refuse it; nothing is done',
  })
  @ApiOkResponse({ description: 'steps with what each would say, and state and owner after them' })
  async preview(
    @CurrentActor() actor: Actor,
    @Param('number') number: string,
    @PathId() id: string,
    @Body() { version }: PlayMacroBody,
  ): Promise<{ readonly steps: readonly TakenStep[]; readonly case: CaseAfterRehearsal }> {
    const { steps, freezeCase } = await this.plays.play(actor, number, id, version, true);
    return { steps, case: { number, state: freezeCase.state, ownerId: freezeCase.ownerId } };
  }
}
