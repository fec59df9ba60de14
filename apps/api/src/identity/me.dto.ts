import { ApiProperty } from '@nestjs/swagger';
import { PERMISSIONS, type Permission } from '@thaw/kernel';
import { UserSummary } from './sessions.dto';

export class DeskItem {
  @ApiProperty({
    type: String,
    description: 'IANA name: days and office hours are counted in it',
    example: 'Asia/Shanghai',
  })
  readonly timeZone: string;

  @ApiProperty({ type: Date, description: 'What the desk’s clock shows; deadlines go by it' })
  readonly now: Date;

  @ApiProperty({ type: Boolean, description: 'A demo, whose clock can be moved on' })
  readonly isSandbox: boolean;
}

export class MeView extends UserSummary {
  @ApiProperty({ type: DeskItem })
  readonly desk: DeskItem;

  @ApiProperty({ enum: PERMISSIONS, isArray: true })
  readonly permissions: readonly Permission[];
}
