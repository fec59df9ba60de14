import { Module } from '@nestjs/common';
import { CalendarsQuery } from './calendars/calendars.query';
import { CalendarsService } from './calendars/calendars.service';
import { ClocksService } from './clocks.service';

const SERVICES = [ClocksService, CalendarsQuery, CalendarsService];

/** Needs the platform's Database, configuration and clock. */
@Module({ providers: SERVICES, exports: SERVICES })
export class SlaModule {}
