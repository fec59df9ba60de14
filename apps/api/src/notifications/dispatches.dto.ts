import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PERSONAL_CHANNELS, ROBOT_KINDS, type Channel, type DispatchFailure } from '@thaw/notifications';
import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../validation/page-query.dto';

const STATES = ['waiting', 'sent', 'dead', 'dropped'] as const;
type State = (typeof STATES)[number];

export class DispatchesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: STATES, description: '`dead`: the dead letters' })
  @IsOptional()
  @IsIn(STATES)
  readonly state?: State;
}

export class DispatchItemView {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ enum: [...PERSONAL_CHANNELS, ...ROBOT_KINDS] })
  readonly channel: Channel;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: "Null for a group of the staff's",
  })
  readonly userId: string | null;

  @ApiProperty({ type: Boolean, description: 'A summary of a day' })
  readonly isDigest: boolean;

  @ApiProperty({ enum: STATES, description: '`dropped`: there was nothing left to tell, or nobody' })
  readonly state: State;

  @ApiProperty({ type: 'integer' })
  readonly attempts: number;

  @ApiProperty({ type: Date, nullable: true, description: 'When it is tried next, where it waits' })
  readonly nextAt: Date | null;

  @ApiProperty({ type: String, nullable: true, description: 'Code of the last failure', example: 'refused' })
  readonly lastError: DispatchFailure | null;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly sentAt: Date | null;
}

export class DispatchPage {
  @ApiProperty({ type: [DispatchItemView] })
  readonly items: readonly DispatchItemView[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}
