import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SCOPES, type Scope } from '@thaw/kernel';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { Instant } from '../validation/instant.decorator';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';

export class CreateApiKeyBody {
  @ApiProperty({ type: String, description: 'What the key is for', example: 'risk engine, production' })
  @IsString()
  @MaxLength(100)
  readonly name: string;

  @ApiProperty({ enum: SCOPES, isArray: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SCOPES.length)
  @IsIn(SCOPES, { each: true })
  readonly scopes: Scope[];

  @ApiPropertyOptional({ type: Date, description: 'Absent: it does not expire' })
  @IsOptional()
  @Instant()
  readonly expiresAt?: Date;
}

export class RotateApiKeyBody {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 720,
    default: 24,
    description: 'How long both keys open doors; 0: the old one ends at once',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(720)
  readonly overlapHours?: number;
}

export class ApiKeyItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String })
  readonly name: string;

  @ApiProperty({ enum: SCOPES, isArray: true })
  readonly scopes: readonly Scope[];

  @ApiProperty({ type: String })
  readonly createdBy: string;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly expiresAt: Date | null;

  @ApiProperty({ type: Date, nullable: true, description: 'To the minute' })
  readonly lastUsedAt: Date | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly revokedAt: Date | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The key whose place it took' })
  readonly rotatedFrom: string | null;
}

export class IssuedApiKeyView extends ApiKeyItem {
  @ApiProperty({ type: String, description: 'Send it as `Authorization: Bearer`. It is told only now.' })
  readonly key: string;
}

export class ApiKeyPage {
  @ApiProperty({ type: [ApiKeyItem] })
  readonly items: readonly ApiKeyItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}
