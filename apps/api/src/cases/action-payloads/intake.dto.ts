import { ApiProperty } from '@nestjs/swagger';
import { REASON_CODES, type ReasonCode } from '@thaw/cases/domain';
import { IsIn } from 'class-validator';
import { ActionBody, type ActionBodies } from './action-body.dto';

class TriageBody extends ActionBody {
  @ApiProperty({ enum: REASON_CODES })
  @IsIn(REASON_CODES)
  readonly reasonCode: ReasonCode;
}

export const INTAKE_BODIES = { triage: TriageBody } satisfies ActionBodies;
