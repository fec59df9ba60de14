import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { NotificationsModule } from '@thaw/notifications';
import { NotificationsController } from './notifications.controller';
import { WebhooksController } from './webhooks.controller';

@Module({
  imports: [CasesModule, NotificationsModule],
  controllers: [NotificationsController, WebhooksController],
})
export class NotificationsApiModule {}
