import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { NotificationsModule } from '@thaw/notifications';
import { ContactsController } from './contacts.controller';
import { DispatchesController } from './dispatches.controller';
import { InvitationsController } from './invitations.controller';
import { NotificationsController } from './notifications.controller';
import { PreferencesController } from './preferences.controller';
import { WebhooksController } from './webhooks.controller';

@Module({
  imports: [CasesModule, NotificationsModule],
  controllers: [
    PreferencesController,
    NotificationsController,
    ContactsController,
    InvitationsController,
    DispatchesController,
    WebhooksController,
  ],
})
export class NotificationsApiModule {}
