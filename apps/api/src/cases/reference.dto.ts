import { ApiPropertyOptional } from '@nestjs/swagger';
import { REFERENCE_VERSION, REFERENCE_VERSIONS } from '@thaw/cases/domain';
import { Type } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';

export class ReferenceQuery {
  @ApiPropertyOptional({
    type: 'integer',
    enum: REFERENCE_VERSIONS,
    default: REFERENCE_VERSION,
    description: 'For staff: a case names the version that it was opened under',
  })
  @IsOptional()
  @Type(() => Number)
  @IsIn(REFERENCE_VERSIONS)
  readonly version?: number;
}
