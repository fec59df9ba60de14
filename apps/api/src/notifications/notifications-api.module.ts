import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { NotificationsModule } from '@thaw/notifications';
import { NotificationsController } from './notifications.controller';

@Module({ imports: [CasesModule, NotificationsModule], controllers: [NotificationsController] })
export class NotificationsApiModule {}
