import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LIFECYCLE, OUTCOME_TITLES, REFERENCE_VERSION, referenceOf } from '@thaw/cases/domain';
import { Can } from '../access/can.decorator';

@ApiTags('reference')
@Controller('v1/reference')
export class ReferenceController {
  @Get()
  @Can('case.note')
  @ApiOperation({
    operationId: 'getReference',
    summary: 'Reasons, evidence items, outcomes and the lifecycle; for staff',
  })
  @ApiOkResponse({ description: 'The reference data in force, with its version' })
  get(): object {
    const { version, reasons, items } = referenceOf(REFERENCE_VERSION);
    return {
      version,
      reasons: Object.entries(reasons).map(([code, reason]) => ({ code, ...reason })),
      evidenceItems: Object.entries(items).map(([code, item]) => ({ code, ...item })),
      outcomes: Object.entries(OUTCOME_TITLES).map(([code, title]) => ({ code, title })),
      lifecycle: LIFECYCLE.map(({ action, from, to, who, available }) => ({
        action,
        from,
        to,
        who,
        available,
      })),
    };
  }
}
