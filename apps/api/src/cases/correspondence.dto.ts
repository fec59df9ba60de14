import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';

export class ReadUpToBody {
  @ApiProperty({ format: 'uuid', description: 'The latest that was read' })
  @IsUUID()
  readonly upTo: string;
}
