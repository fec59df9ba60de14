import { ApiProperty } from '@nestjs/swagger';
import { PERSONAL_CHANNELS, type PersonalChannel } from '@thaw/notifications';
import { IsString, MaxLength } from 'class-validator';

export class SetContactBody {
  @ApiProperty({ type: String, description: 'For `email`: one mailbox', example: 'li.wei@bank.example' })
  @IsString()
  @MaxLength(254)
  readonly address: string;
}

export class ContactItem {
  @ApiProperty({ enum: PERSONAL_CHANNELS })
  readonly channel: PersonalChannel;

  @ApiProperty({ type: String })
  readonly address: string;

  @ApiProperty({ type: Date })
  readonly changedAt: Date;
}

export class ContactList {
  @ApiProperty({ type: [ContactItem] })
  readonly items: readonly ContactItem[];
}
