import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Deliveries, titleOf } from '@thaw/cases';
import { PAGE_LIMIT_DEFAULT, type Clock, type Page, type UserActor } from '@thaw/kernel';
import {
  InboxReadingQuery,
  InboxReadingService,
  NotificationsService,
  type Notification,
} from '@thaw/notifications';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { Can } from '../access/can.decorator';
import { CurrentUser } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { ReadAllNotificationsBody, ReadNotificationsBody, UnreadView } from './read-notifications.dto';

@ApiTags('notifications')
@Controller('v1/notifications')
export class NotificationsController {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly notifications: NotificationsService,
    private readonly deliveries: Deliveries,
    private readonly reading: InboxReadingService,
    private readonly inboxReading: InboxReadingQuery,
  ) {}

  @Get()
  @Can('notification.read')
  @ApiOperation({
    operationId: 'listNotifications',
    summary: 'Your inbox, newest first; letters show their text when opened',
  })
  @ApiOkResponse({ description: 'items and next' })
  async list(
    @CurrentUser() user: UserActor,
    @Query() { cursor, limit }: PageQuery,
  ): Promise<Page<NotificationItem>> {
    return this.database.asActor(user, async (tx) => {
      const page = await this.notifications.inbox(tx, user, cursor ?? null, limit ?? PAGE_LIMIT_DEFAULT);
      const readAt = await this.inboxReading.readAt(
        tx,
        user,
        page.items.map(({ id }) => id),
      );
      const items = page.items.map((item) => ({ ...envelope(item), readAt: readAt.get(item.id) ?? null }));
      return { items, next: page.next };
    });
  }

  @Get('unread')
  @Can('notification.read')
  @ApiOperation({
    operationId: 'countUnreadNotifications',
    summary: 'How many of your inbox you have not read',
  })
  @ApiOkResponse({ type: UnreadView })
  async unread(@CurrentUser() user: UserActor): Promise<UnreadView> {
    return this.database.asActor(user, (tx) => this.unreadLeft(tx, user));
  }

  @Post('read')
  @HttpCode(HttpStatus.OK)
  @Can('notification.read')
  @ApiOperation({
    operationId: 'readNotifications',
    summary: 'Mark these as read; a letter that nobody has opened stays unread until it is',
  })
  @ApiOkResponse({ type: UnreadView })
  async read(@CurrentUser() user: UserActor, @Body() { ids }: ReadNotificationsBody): Promise<UnreadView> {
    return this.database.asActor(user, async (tx) => {
      await this.reading.markRead(tx, user, ids, this.clock.now());
      return this.unreadLeft(tx, user);
    });
  }

  @Post('read-all')
  @HttpCode(HttpStatus.OK)
  @Can('notification.read')
  @ApiOperation({
    operationId: 'readAllNotifications',
    summary:
      'Mark all as read up to the newest you saw; a letter that nobody has opened stays unread until it is',
  })
  @ApiOkResponse({ type: UnreadView })
  async readAll(
    @CurrentUser() user: UserActor,
    @Body() { through }: ReadAllNotificationsBody,
  ): Promise<UnreadView> {
    return this.database.asActor(user, async (tx) => {
      await this.reading.markAllRead(tx, user, through, this.clock.now());
      return this.unreadLeft(tx, user);
    });
  }

  @Post(':id/open')
  @HttpCode(HttpStatus.OK)
  @Can('notification.read')
  @ApiOperation({
    operationId: 'openNotification',
    summary: 'Open a notification: for a letter, the proof of delivery',
  })
  @ApiOkResponse({ description: 'The notification with its content' })
  async open(@CurrentUser() user: UserActor, @PathId() id: string): Promise<OpenedNotification> {
    const notification = await this.deliveries.open(user, id);
    const title = titleOf(notification);
    const content = { ...notification.content, ...(title === null ? {} : { title }) };
    return { ...envelope(notification), content };
  }

  private async unreadLeft(tx: Tx, user: UserActor): Promise<UnreadView> {
    return { unread: await this.inboxReading.unread(tx, user) };
  }
}

interface NotificationItem extends ReturnType<typeof envelope> {
  readonly readAt: Date | null;
}

interface OpenedNotification extends ReturnType<typeof envelope> {
  readonly content: Readonly<Record<string, unknown>>;
}

const envelope = (notification: Notification) => {
  const { id, template, content, createdAt, deliveredAt } = notification;
  const title = titleOf(notification);
  return { id, template, caseNumber: content['number'] ?? null, title, createdAt, deliveredAt };
};
