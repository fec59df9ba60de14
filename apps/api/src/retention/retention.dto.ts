import { ApiProperty } from '@nestjs/swagger';
import { ERASURE_GROUNDS, type ErasureGround } from '@thaw/cases';
import { IsIn, IsNotEmpty, IsString, IsUUID, MaxLength } from 'class-validator';

export class LegalHoldBody {
  @ApiProperty({ minLength: 1, maxLength: 1_000, description: 'Why it has to be kept' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(1_000)
  readonly reason: string;
}

export class ErasureBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly userId: string;

  @ApiProperty({
    enum: ERASURE_GROUNDS,
    description: 'The person asked for it, has left, or should never have been entered',
  })
  @IsIn(ERASURE_GROUNDS)
  readonly ground: ErasureGround;
}

export class ErasureApprovalBody {
  @ApiProperty({ maxLength: 200, description: 'The sign-in name of the account, as it is' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly confirm: string;
}
