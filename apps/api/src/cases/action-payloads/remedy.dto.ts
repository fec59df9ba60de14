import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { OptionalTextBody, TextBody, type ActionBodies } from './action-body.dto';

class PlaceBody {
  @ApiProperty({ type: 'integer', description: 'Millionths of a degree' })
  @IsInt()
  @Min(-90_000_000)
  @Max(90_000_000)
  readonly latE6: number;

  @ApiProperty({ type: 'integer', description: 'Millionths of a degree' })
  @IsInt()
  @Min(-180_000_000)
  @Max(180_000_000)
  readonly lonE6: number;
}

class AttestBody extends OptionalTextBody {
  @ApiProperty({ description: 'Which step, by its code', maxLength: 50 })
  @IsString()
  @MaxLength(50)
  readonly step: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The file that proves it, put in by POST /v1/cases/{number}/proofs',
  })
  @IsOptional()
  @IsUUID()
  readonly proofId?: string;

  @ApiPropertyOptional({ description: 'How the merchant told it, where staff attest for the merchant' })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  readonly onBehalfChannel?: string;

  @ApiPropertyOptional({
    description: 'Of a replacement: the step cannot be done; what was done is taken back. `text` says why',
  })
  @IsOptional()
  @IsBoolean()
  readonly failed?: boolean;

  @ApiPropertyOptional({
    description: 'Of a replacement: the merchant number the device shows',
    maxLength: 50,
  })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  readonly merchantNo?: string;

  @ApiPropertyOptional({
    description: 'Of a replacement: the terminal number the device shows',
    maxLength: 50,
  })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  readonly terminalNo?: string;

  @ApiPropertyOptional({ description: 'Of a replacement: the new device', maxLength: 50 })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  readonly serialNo?: string;

  @ApiPropertyOptional({ description: 'Of a replacement: only its last four are kept', maxLength: 60 })
  @IsOptional()
  @IsString()
  @MaxLength(60)
  readonly settlementAccount?: string;

  @ApiPropertyOptional({ description: 'Of a replacement', maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly installationAddress?: string;

  @ApiPropertyOptional({
    description: 'Of a replacement: which tests succeeded; all four are needed',
    enum: ['sign_in', 'test_sale', 'void', 'print'],
    isArray: true,
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(4)
  @IsIn(['sign_in', 'test_sale', 'void', 'print'], { each: true })
  readonly passedTests?: string[];

  @ApiPropertyOptional({ description: 'Of a replacement: where the device stands', type: () => PlaceBody })
  @IsOptional()
  @ValidateNested()
  @Type(() => PlaceBody)
  readonly place?: PlaceBody;
}

class VerifyBody extends OptionalTextBody {
  @ApiProperty({ description: 'Which step, by its code', maxLength: 50 })
  @IsString()
  @MaxLength(50)
  readonly step: string;

  @ApiProperty({ description: 'False gives the step back to be attested anew; text then says why' })
  @IsBoolean()
  readonly passed: boolean;
}

/** Remediation and replacement. */
export const REMEDY_BODIES = {
  give_up: TextBody,
  attest: AttestBody,
  verify: VerifyBody,
} satisfies ActionBodies;
