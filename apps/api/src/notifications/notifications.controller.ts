import { Controller, Get, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Deliveries, staffWords } from '@thaw/cases';
import { PAGE_LIMIT_DEFAULT, type UserActor } from '@thaw/kernel';
import { NotificationsService, type Notification } from '@thaw/notifications';
import { Database } from '@thaw/platform';
import { Can } from '../access/can.decorator';
import { CurrentUser } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';

@ApiTags('notifications')
@Controller('v1/notifications')
export class NotificationsController {
  constructor(
    private readonly database: Database,
    private readonly notifications: NotificationsService,
    private readonly deliveries: Deliveries,
  ) {}

  @Get()
  @Can('notification.read')
  @ApiOperation({
    operationId: 'listNotifications',
    summary: 'Your inbox, newest first; letters show their text when opened',
  })
  @ApiOkResponse({ description: 'items and next' })
  async list(@CurrentUser() user: UserActor, @Query() { cursor, limit }: PageQuery): Promise<object> {
    const page = await this.database.asActor(user, (tx) =>
      this.notifications.inbox(tx, user, cursor ?? null, limit ?? PAGE_LIMIT_DEFAULT),
    );
    return { items: page.items.map(envelope), next: page.next };
  }

  @Post(':id/open')
  @HttpCode(HttpStatus.OK)
  @Can('notification.read')
  @ApiOperation({
    operationId: 'openNotification',
    summary: 'Open a notification: for a letter, the proof of delivery',
  })
  @ApiOkResponse({ description: 'The notification with its content' })
  async open(@CurrentUser() user: UserActor, @PathId() id: string): Promise<object> {
    const notification = await this.deliveries.open(user, id);
    return { ...envelope(notification), content: { ...notification.content, ...titleOf(notification) } };
  }
}

/** A letter's own title, or the words of what holds codes alone. */
const titleOf = ({ template, content }: Notification): { readonly title?: unknown } => {
  const title = content['title'] ?? staffWords({ template, content });
  return title === null ? {} : { title };
};

const envelope = (notification: Notification): object => {
  const { id, template, content, createdAt, deliveredAt } = notification;
  const { title = null } = titleOf(notification);
  return { id, template, caseNumber: content['number'] ?? null, title, createdAt, deliveredAt };
};
