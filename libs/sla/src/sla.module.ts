import { Module } from '@nestjs/common';
import { CalendarsQuery } from './calendars/calendars.query';
import { CalendarsService } from './calendars/calendars.service';
import { ClockReminders } from './clock-reminders.service';
import { ClocksService } from './clocks.service';

const SERVICES = [ClocksService, ClockReminders, CalendarsQuery, CalendarsService];

/** Needs the platform's Database, configuration and clock. */
@Module({ providers: SERVICES, exports: SERVICES })
export class SlaModule {}
