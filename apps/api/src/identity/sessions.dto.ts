import { ApiProperty } from '@nestjs/swagger';
import { ROLES, type Role } from '@thaw/kernel';
import { IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { says } from '../validation/constraint-text';

export class SignInBody {
  @ApiProperty({ type: String, example: 'agent1' })
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  readonly login: string;

  @ApiProperty({ type: String, format: 'password' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  readonly password: string;
}

export class AskCodeBody {
  @ApiProperty({ type: String, description: "The name of a merchant's user" })
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  readonly login: string;
}

export class CodeSignInBody extends AskCodeBody {
  @ApiProperty({ type: String, description: 'Six digits', example: '004217' })
  @IsString()
  @Matches(/^\d{6}$/, says('验证码是 6 位数字。', 'A code is six digits.'))
  readonly code: string;
}

export class UserSummary {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String })
  readonly displayName: string;

  @ApiProperty({ enum: ROLES, isArray: true })
  readonly roles: readonly Role[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly merchantId: string | null;
}

export class SignedInView {
  @ApiProperty({ type: String, description: 'Send it as `Authorization: Bearer`. It is told only now.' })
  readonly token: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly sessionId: string;

  @ApiProperty({ type: Date, description: 'Earlier after two hours without a request' })
  readonly expiresAt: Date;

  @ApiProperty({ type: UserSummary })
  readonly user: UserSummary;
}

export class SessionItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: Date, description: 'To the minute' })
  readonly lastSeenAt: Date;

  @ApiProperty({ type: Date })
  readonly expiresAt: Date;

  @ApiProperty({ type: Boolean, description: 'Whether it is the one that asks' })
  readonly current: boolean;
}

export class SessionPage {
  @ApiProperty({ type: [SessionItem] })
  readonly items: readonly SessionItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}
