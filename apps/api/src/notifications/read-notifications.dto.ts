import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsUUID } from 'class-validator';

const AT_ONCE_MOST = 200;

/** Which notifications the reader has read. */
export class ReadNotificationsBody {
  @ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: AT_ONCE_MOST })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(AT_ONCE_MOST)
  @IsUUID(undefined, { each: true })
  readonly ids: string[];
}

/** How far the reader has read. */
export class ReadAllNotificationsBody {
  @ApiProperty({
    type: String,
    format: 'uuid',
    description: 'The newest notification that you saw; what came since stays unread',
  })
  @IsUUID()
  readonly through: string;
}

export class UnreadView {
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly unread: number;
}
