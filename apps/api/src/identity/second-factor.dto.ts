import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { says } from '../validation/constraint-text';
import { SignedInView } from './sessions.dto';

export class SecondFactorView {
  @ApiProperty({ type: Boolean })
  readonly isEnrolled: boolean;

  @ApiProperty({ type: Boolean, description: 'Whether your roles need one before anything else is open' })
  readonly isRequired: boolean;

  @ApiProperty({ type: 'integer' })
  readonly recoveryCodesLeft: number;
}

export class BeginSecondFactorBody {
  @ApiProperty({ type: String, format: 'password', description: 'Your password, once more' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  readonly password: string;
}

export class BegunSecondFactorView {
  @ApiProperty({
    type: String,
    description: 'Base32, to be typed into an authenticator. It is told only now.',
  })
  readonly secret: string;

  @ApiProperty({ type: String, description: 'The same as otpauth://…, to be shown as a QR code' })
  readonly uri: string;
}

export class ConfirmSecondFactorBody {
  @ApiProperty({ type: String, description: 'Six digits of the authenticator', example: '004217' })
  @IsString()
  @Matches(/^\d{6}$/, says('验证码是 6 位数字。', 'A code is six digits.'))
  readonly code: string;
}

export class RecoveryCodesView {
  @ApiProperty({
    type: [String],
    description: 'Each signs in once in place of a code. They are told only now.',
  })
  readonly recoveryCodes: readonly string[];
}

export class EnrolledView extends SignedInView {
  @ApiProperty({
    type: [String],
    description: 'Each signs in once in place of a code. They are told only now.',
  })
  readonly recoveryCodes: readonly string[];
}
