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

export class ContactChangeItem {
  @ApiProperty({ enum: PERSONAL_CHANNELS })
  readonly channel: PersonalChannel;

  @ApiProperty({ type: Date })
  readonly at: Date;

  @ApiProperty({ type: String, description: 'user:<id> or machine:<key id>' })
  readonly changedBy: string;

  @ApiProperty({ type: String, nullable: true, description: 'Masked; null: there was none' })
  readonly before: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Masked; null: there is none any more' })
  readonly after: string | null;
}

export class ContactChangeList {
  @ApiProperty({ type: [ContactChangeItem] })
  readonly items: readonly ContactChangeItem[];
}
