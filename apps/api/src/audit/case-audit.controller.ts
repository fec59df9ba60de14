import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CaseAudits } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { CaseAuditFile } from './audit.dto';

@ApiTags('audit')
@Controller('v1/cases/:number/audit')
export class CaseAuditController {
  constructor(private readonly audits: CaseAudits) {}

  @Get()
  @Can('audit.read')
  @ApiOperation({
    operationId: 'getCaseAudit',
    summary: 'All records of a case with their proofs, to be kept and checked by `thaw audit verify FILE`',
  })
  @ApiOkResponse({ type: CaseAuditFile })
  ofCase(@CurrentActor() actor: Actor, @Param('number') number: string): Promise<CaseAuditFile> {
    return this.audits.of(actor, number);
  }
}
