import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isAllowed, isMerchantUser, type Actor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { advicePage } from './advice-page';
import { AdvicePage } from './advice.dto';

@ApiTags('prevention')
@Controller('v1/prevention/advice')
export class AdviceController {
  @Get()
  @Can('prevention.read')
  @ApiOperation({
    operationId: 'getPreventionAdvice',
    summary:
      'Plain advice on prevention by subject, and by what a merchant is shown of why; for staff by reason, too',
  })
  @ApiOkResponse({ type: AdvicePage })
  get(@CurrentActor() actor: Actor): AdvicePage {
    return advicePage({ withReasons: isAllowed(actor, 'case.note') && !isMerchantUser(actor) });
  }
}
