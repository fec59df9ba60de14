import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ACCOUNT_EVENT_KINDS, type AccountEventKind } from '@thaw/identity';
import { ROLES, type Locale, type Role } from '@thaw/kernel';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { says } from '../validation/constraint-text';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';

export class CreateUserBody {
  @ApiProperty({ type: String, description: '3–64 characters: a-z, 0-9 and . _ @ -', example: 'li.wei' })
  @IsString()
  @MaxLength(64)
  readonly login: string;

  @ApiProperty({ type: String, example: '李伟' })
  @IsString()
  @MaxLength(100)
  readonly displayName: string;

  @ApiPropertyOptional({
    type: String,
    format: 'password',
    description:
      'At least 12 characters. Absent: invite the user, who sets one by the link that comes by mail',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  readonly password?: string;

  @ApiProperty({ enum: ROLES, isArray: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ROLES.length)
  @IsIn(ROLES, { each: true })
  readonly roles: Role[];

  @ApiPropertyOptional({ type: String, description: "For a merchant's user: 15 digits" })
  @IsOptional()
  @Matches(/^\d{15}$/, says('商户号是 15 位数字。', 'A merchant number is 15 digits.'))
  readonly merchantNo?: string;

  @ApiPropertyOptional({ enum: ['zh', 'en'], default: 'zh' })
  @IsOptional()
  @IsIn(['zh', 'en'])
  readonly locale?: Locale;
}

export class GrantRoleBody {
  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  readonly role: Role;
}

export class PendingRoleView {
  @ApiProperty({ enum: ROLES })
  readonly role: Role;

  @ApiProperty({ type: String, description: 'Who granted it; somebody else confirms it' })
  readonly grantedBy: string;

  @ApiProperty({ type: Date })
  readonly grantedAt: Date;
}

export class UserItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String })
  readonly login: string;

  @ApiProperty({ type: String })
  readonly displayName: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly merchantId: string | null;

  @ApiProperty({ enum: ['zh', 'en'] })
  readonly locale: Locale;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly disabledAt: Date | null;

  @ApiProperty({ enum: ROLES, isArray: true, description: 'In effect' })
  readonly roles: readonly Role[];

  @ApiProperty({ type: [PendingRoleView], description: 'Granted, waiting for a second admin' })
  readonly pendingRoles: readonly PendingRoleView[];
}

export class UserPage {
  @ApiProperty({ type: [UserItem] })
  readonly items: readonly UserItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

export class AccountEventItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ enum: ACCOUNT_EVENT_KINDS })
  readonly kind: AccountEventKind;

  @ApiProperty({ type: String, example: 'user:0b8e…' })
  readonly doneBy: string;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Codes and ids' })
  readonly data: Readonly<Record<string, string | number>>;
}

export class AccountEventPage {
  @ApiProperty({ type: [AccountEventItem] })
  readonly items: readonly AccountEventItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}
