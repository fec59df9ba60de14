import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  NOTIFICATION_KINDS,
  PERSONAL_CHANNELS,
  TELLING_MODES,
  type NotificationKind,
  type PersonalChannel,
  type TellingMode,
} from '@thaw/notifications';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsObject, Matches, ValidateNested } from 'class-validator';
import { says } from '../validation/constraint-text';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';

const TimeOfDay = (): PropertyDecorator =>
  Matches(
    /^([01]\d|2[0-3]):[0-5]\d$/,
    says('请写成 08:30 这样的时间。', 'Write a time of day such as 08:30.'),
  );

export class ChoiceBody {
  @ApiProperty({
    enum: NOTIFICATION_KINDS,
    description: 'Staff: task, mention, clock, desk. Merchants: letter, message, upkeep',
  })
  @IsIn(NOTIFICATION_KINDS)
  readonly kind: NotificationKind;

  @ApiProperty({ enum: PERSONAL_CHANNELS })
  @IsIn(PERSONAL_CHANNELS)
  readonly channel: PersonalChannel;

  @ApiProperty({
    enum: TELLING_MODES,
    description:
      'now: at once, outside the quiet hours; digest: in a summary once a day; off: in the inbox alone',
  })
  @IsIn(TELLING_MODES)
  readonly mode: TellingMode;
}

export class HoursBody {
  @ApiProperty({ type: String, example: '21:00', description: "In the desk's time zone, as the others" })
  @TimeOfDay()
  readonly quietFrom: string;

  @ApiProperty({ type: String, example: '08:00', description: 'As quietFrom: no quiet hours' })
  @TimeOfDay()
  readonly quietTo: string;

  @ApiProperty({ type: String, example: '08:30', description: 'When the summary goes out' })
  @TimeOfDay()
  readonly digestAt: string;
}

/** What is left out stays as it is. */
export class ChangePreferencesBody {
  @ApiPropertyOptional({ type: [ChoiceBody] })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(NOTIFICATION_KINDS.length * PERSONAL_CHANNELS.length)
  @ValidateNested({ each: true })
  @Type(() => ChoiceBody)
  readonly choices?: ChoiceBody[];

  @ApiPropertyOptional({ type: HoursBody })
  @MayBeLeftOut()
  @IsObject()
  @ValidateNested()
  @Type(() => HoursBody)
  readonly hours?: HoursBody;
}

export class OwnAddress {
  @ApiProperty({ enum: PERSONAL_CHANNELS })
  readonly channel: PersonalChannel;

  @ApiProperty({ type: String })
  readonly address: string;
}

export class PreferencesItem {
  @ApiProperty({ type: [OwnAddress], description: 'Set by whoever manages users' })
  readonly addresses: readonly OwnAddress[];

  @ApiProperty({ type: [ChoiceBody], description: 'All kinds that you can be told of, as it holds now' })
  readonly choices: readonly ChoiceBody[];

  @ApiProperty({ type: HoursBody })
  readonly hours: HoursBody;
}
