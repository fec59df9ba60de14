import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

export class AskPasswordResetBody {
  @ApiProperty({ type: String, example: 'agent1' })
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  readonly login: string;
}

export class SetPasswordBody {
  @ApiProperty({ type: String, description: 'What stands behind the # of the link that came by mail' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  readonly token: string;

  @ApiProperty({ type: String, format: 'password', description: 'At least 12 characters' })
  @IsString()
  @MaxLength(200)
  readonly password: string;
}

export class ChangePasswordBody {
  @ApiProperty({ type: String, format: 'password', description: 'Your password, once more' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  readonly password: string;

  @ApiProperty({ type: String, format: 'password', description: 'At least 12 characters' })
  @IsString()
  @MaxLength(200)
  readonly newPassword: string;
}
