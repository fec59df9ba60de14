import { ApiProperty } from '@nestjs/swagger';
import { PERMISSIONS, type Permission } from '@thaw/kernel';
import { UserSummary } from './sessions.dto';

export class MeView extends UserSummary {
  @ApiProperty({ enum: PERMISSIONS, isArray: true })
  readonly permissions: readonly Permission[];
}
