import { Module } from '@nestjs/common';
import { SlaModule } from '@thaw/sla';
import { CalendarsController } from './calendars.controller';

@Module({ imports: [SlaModule], controllers: [CalendarsController] })
export class SlaApiModule {}
