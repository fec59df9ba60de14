import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

export class SsoSignedOutView {
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Where the browser goes to end the session at the identity provider too; null where there is none',
  })
  readonly url: string | null;
}

export class LinkSsoBody {
  @ApiProperty({
    type: String,
    description: 'The subject (`sub`) by which the identity provider knows the person',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  readonly subject: string;
}

export class BackChannelLogoutBody {
  @ApiProperty({ type: String, description: 'A logout token, signed by the identity provider for this desk' })
  @IsString()
  @MinLength(1)
  @MaxLength(12_000)
  readonly logout_token: string;
}
