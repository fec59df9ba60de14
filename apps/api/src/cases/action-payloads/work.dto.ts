import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { ActionBody, TextBody, type ActionBodies } from './action-body.dto';

class AssignBody extends ActionBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly userId: string;
}

export const WORK_BODIES = {
  assign: AssignBody,
  message: TextBody,
  note: TextBody,
} satisfies ActionBodies;
