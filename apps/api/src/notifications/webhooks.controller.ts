import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '@thaw/kernel';
import { WebhookDeliveries, WebhookEndpoints } from '@thaw/notifications';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathId } from '../validation/path-id.decorator';
import { ChangeWebhookBody, CreateWebhookBody, DeliveriesQuery, ReplaySinceBody } from './webhooks.dto';
import {
  CreatedWebhookView,
  IssuedSecretView,
  ReplayedView,
  WebhookDeliveryItem,
  WebhookDeliveryPage,
  WebhookItem,
  WebhookList,
} from './webhooks-views.dto';

@ApiTags('webhooks')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly deliveries: WebhookDeliveries,
  ) {}

  @Post()
  @Can('webhook.manage')
  @ApiOperation({
    operationId: 'addWebhook',
    summary: 'Add an endpoint that hears of cases, signed as Standard Webhooks',
  })
  @ApiCreatedResponse({ type: CreatedWebhookView })
  async add(@CurrentActor() actor: Actor, @Body() body: CreateWebhookBody): Promise<CreatedWebhookView> {
    const { previousUntil: _, ...added } = await this.endpoints.add(actor, body);
    return added;
  }

  @Get()
  @Can('webhook.manage')
  @ApiOperation({ operationId: 'listWebhooks', summary: 'All endpoints, oldest first' })
  @ApiOkResponse({ type: WebhookList })
  async list(@CurrentActor() actor: Actor): Promise<WebhookList> {
    return { items: await this.endpoints.list(actor) };
  }

  @Patch(':id')
  @Can('webhook.manage')
  @ApiOperation({ operationId: 'changeWebhook', summary: 'Change, disable or enable an endpoint' })
  @ApiOkResponse({ type: WebhookItem })
  change(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Body() body: ChangeWebhookBody,
  ): Promise<WebhookItem> {
    return this.endpoints.change(actor, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Can('webhook.manage')
  @ApiOperation({ operationId: 'removeWebhook', summary: 'Remove an endpoint and its secrets' })
  @ApiNoContentResponse()
  remove(@CurrentActor() actor: Actor, @PathId() id: string): Promise<void> {
    return this.endpoints.remove(actor, id);
  }

  @Post(':id/secrets')
  @Can('webhook.manage')
  @ApiOperation({
    operationId: 'rotateWebhookSecret',
    summary: 'Issue a new signing secret; the one before holds for another day',
  })
  @ApiCreatedResponse({ type: IssuedSecretView })
  rotate(@CurrentActor() actor: Actor, @PathId() id: string): Promise<IssuedSecretView> {
    return this.endpoints.rotate(actor, id);
  }

  @Post(':id/test')
  @HttpCode(202)
  @Can('webhook.manage')
  @ApiOperation({ operationId: 'testWebhook', summary: 'Send an event `webhook.test`' })
  @ApiAcceptedResponse({ type: WebhookDeliveryItem })
  test(@CurrentActor() actor: Actor, @PathId() id: string): Promise<WebhookDeliveryItem> {
    return this.deliveries.test(actor, id);
  }

  @Get(':id/deliveries')
  @Can('webhook.manage')
  @ApiOperation({
    operationId: 'listWebhookDeliveries',
    summary: 'What was sent to an endpoint, newest first',
  })
  @ApiOkResponse({ type: WebhookDeliveryPage })
  listDeliveries(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Query() query: DeliveriesQuery,
  ): Promise<WebhookDeliveryPage> {
    return this.deliveries.list(actor, id, query);
  }

  @Post(':id/deliveries/:deliveryId/replay')
  @HttpCode(202)
  @Can('webhook.manage')
  @ApiOperation({ operationId: 'replayWebhookDelivery', summary: 'Send one again under its own id' })
  @ApiAcceptedResponse({ type: WebhookDeliveryItem })
  replay(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @PathId('deliveryId') deliveryId: string,
  ): Promise<WebhookDeliveryItem> {
    return this.deliveries.replay(actor, id, deliveryId);
  }

  @Post(':id/replay')
  @HttpCode(202)
  @Can('webhook.manage')
  @ApiOperation({ operationId: 'replayWebhook', summary: 'Send again all that was made since an instant' })
  @ApiAcceptedResponse({ type: ReplayedView })
  replaySince(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Body() { since }: ReplaySinceBody,
  ): Promise<ReplayedView> {
    return this.deliveries.replaySince(actor, id, since);
  }
}
