import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { CASE_STATES } from '@thaw/cases/domain';
import { Instant } from '../validation/instant.decorator';
import { PageQuery } from '../validation/page-query.dto';

export class NoticeTerminal {
  @ApiPropertyOptional({ description: '15 digits; together with terminalNo' })
  @IsOptional()
  @Matches(/^\d{15}$/)
  readonly merchantNo?: string;

  @ApiPropertyOptional({ description: '8 characters' })
  @IsOptional()
  @Matches(/^[0-9A-Z]{8}$/)
  readonly terminalNo?: string;

  @ApiPropertyOptional({ description: 'Serial number of the device, instead of the two numbers' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly serialNo?: string;
}

export class NoticeMeasure {
  @ApiProperty({ pattern: '^F[0-7]$' })
  @Matches(/^F[0-7]$/)
  readonly level: string;

  @ApiProperty({ example: 'terminal' })
  @IsString()
  @MaxLength(30)
  readonly scope: string;

  @ApiPropertyOptional({ type: 'integer', description: 'fen' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly limitSingleFen?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'fen' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly limitDailyFen?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'fen' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly heldAmountFen?: number;

  @ApiPropertyOptional({ description: 'review, disputes, breach or authority' })
  @IsOptional()
  @IsString()
  @MaxLength(30)
  readonly heldGround?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'In the future' })
  @IsOptional()
  @Instant()
  readonly releaseAt?: Date;

  @ApiPropertyOptional({ format: 'date-time', description: 'In the future' })
  @IsOptional()
  @Instant()
  readonly expiresAt?: Date;
}

export class OpenCaseBody {
  @ApiProperty({ type: NoticeTerminal })
  @IsObject()
  @ValidateNested()
  @Type(() => NoticeTerminal)
  readonly terminal: NoticeTerminal;

  @ApiPropertyOptional({
    type: [NoticeMeasure],
    description: 'Measures already in force; a merchant’s report brings none',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => NoticeMeasure)
  readonly measures?: NoticeMeasure[];

  @ApiPropertyOptional({ description: 'How the report came', example: 'api' })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  readonly channel?: string;

  @ApiPropertyOptional({ maxLength: 4000 })
  @IsOptional()
  @IsString()
  @MaxLength(4000)
  readonly text?: string;
}

export class CasesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: CASE_STATES })
  @IsOptional()
  @IsIn(CASE_STATES)
  readonly state?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'true: not closed; false: closed' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly open?: boolean;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  readonly ownerId?: string;
}
