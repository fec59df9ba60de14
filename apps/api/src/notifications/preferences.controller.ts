import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { UserActor } from '@thaw/kernel';
import { Preferences, type PreferencesView, type TellingHours } from '@thaw/notifications';
import { Can } from '../access/can.decorator';
import { CurrentUser } from '../access/current-actor.decorator';
import { ChangePreferencesBody, PreferencesItem, type HoursBody } from './preferences.dto';

@ApiTags('notifications')
@Controller('v1/notifications/preferences')
export class PreferencesController {
  constructor(private readonly preferences: Preferences) {}

  @Get()
  @Can('notification.read')
  @ApiOperation({
    operationId: 'getNotificationPreferences',
    summary: 'How you are told beside your inbox: by kind and channel, your quiet hours and summary',
  })
  @ApiOkResponse({ type: PreferencesItem })
  async own(@CurrentUser() user: UserActor): Promise<PreferencesItem> {
    return item(await this.preferences.of(user));
  }

  @Patch()
  @Can('notification.read')
  @ApiOperation({
    operationId: 'changeNotificationPreferences',
    summary: 'Say how you want to be told; your inbox has all of it in any case',
  })
  @ApiOkResponse({ type: PreferencesItem })
  async change(
    @CurrentUser() user: UserActor,
    @Body() { choices, hours }: ChangePreferencesBody,
  ): Promise<PreferencesItem> {
    return item(await this.preferences.change(user, { choices, hours: hours && inMinutes(hours) }));
  }
}

const item = ({ addresses, choices, hours }: PreferencesView): PreferencesItem => ({
  addresses,
  choices,
  hours: {
    quietFrom: timeText(hours.quietFrom),
    quietTo: timeText(hours.quietTo),
    digestAt: timeText(hours.digestAt),
  },
});

const timeText = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

const inMinutes = ({ quietFrom, quietTo, digestAt }: HoursBody): TellingHours => ({
  quietFrom: minutesOf(quietFrom),
  quietTo: minutesOf(quietTo),
  digestAt: minutesOf(digestAt),
});
