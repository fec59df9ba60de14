import { Module } from '@nestjs/common';
import { InboxReadingQuery } from './inbox-reading.query';
import { InboxReadingService } from './inbox-reading.service';
import { NotificationsService } from './notifications.service';

@Module({
  providers: [NotificationsService, InboxReadingService, InboxReadingQuery],
  exports: [NotificationsService, InboxReadingService, InboxReadingQuery],
})
export class NotificationsModule {}
