import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { OpenedBy } from '@thaw/identity';
import { ROLES, type Role } from '@thaw/kernel';
import { IsIn, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { says } from '../validation/constraint-text';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';

/** Where the token of a new session is kept. */
export const KEEPS = ['token', 'cookie'] as const;
export type Keep = (typeof KEEPS)[number];

class KeepBody {
  @ApiPropertyOptional({
    enum: KEEPS,
    default: 'token',
    description:
      'token: it is in the answer, to be sent as Bearer · cookie: for browsers, it is in a cookie that scripts cannot read',
  })
  @MayBeLeftOut()
  @IsIn(KEEPS)
  readonly keep?: Keep;
}

export class SignInBody extends KeepBody {
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

  @ApiPropertyOptional({
    type: String,
    description: 'Where you have a second factor: six digits of the authenticator, or a recovery code',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(64)
  readonly code?: string;
}

export class AskCodeBody {
  @ApiProperty({ type: String, description: "The name of a merchant's user" })
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  readonly login: string;
}

export class CodeSignInBody extends KeepBody {
  @ApiProperty({ type: String, description: "The name of a merchant's user" })
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  readonly login: string;

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

  @ApiProperty({
    type: Boolean,
    description:
      'Whether a second factor has to be enrolled before anything else is open; `roles` is empty then',
  })
  readonly mustEnrol: boolean;
}

export class SignedInView {
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Send it as `Authorization: Bearer`. It is told only now; null where the browser keeps it in its cookie',
  })
  readonly token: string | null;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly sessionId: string;

  @ApiProperty({
    type: Date,
    description: 'Earlier where nothing is asked for a while, two hours unless the desk says otherwise',
  })
  readonly expiresAt: Date;

  @ApiProperty({ type: UserSummary })
  readonly user: UserSummary;
}

const OPENED_BY: readonly OpenedBy[] = ['password', 'code', 'sso'];

export class SessionItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: Date, description: 'To the minute' })
  readonly lastSeenAt: Date;

  @ApiProperty({ type: Date })
  readonly expiresAt: Date;

  @ApiProperty({ enum: OPENED_BY, nullable: true, description: 'Null where it was not noted yet' })
  readonly openedBy: OpenedBy | null;

  @ApiProperty({ type: String, nullable: true, description: 'The network address that signed in' })
  readonly address: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What the program that signed in calls itself' })
  readonly client: string | null;

  @ApiProperty({ type: Boolean, description: 'Whether it is the one that asks' })
  readonly current: boolean;
}

export class SessionPage {
  @ApiProperty({ type: [SessionItem] })
  readonly items: readonly SessionItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}
