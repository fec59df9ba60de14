import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { OptionalTextBody, TextBody, type ActionBodies } from './action-body.dto';

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
