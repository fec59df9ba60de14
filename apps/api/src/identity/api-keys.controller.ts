import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiKeysService } from '@thaw/identity';
import type { Actor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import { ApiKeyPage, CreateApiKeyBody, IssuedApiKeyView, RotateApiKeyBody } from './api-keys.dto';

const HOUR_MS = 3_600_000;

@ApiTags('api keys')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Post()
  @Can('key.manage')
  @ApiOperation({ operationId: 'issueApiKey', summary: 'Issue a key to a machine client' })
  @ApiCreatedResponse({ type: IssuedApiKeyView })
  issue(@CurrentActor() actor: Actor, @Body() body: CreateApiKeyBody): Promise<IssuedApiKeyView> {
    return this.apiKeys.issue(actor, body);
  }

  @Get()
  @Can('key.manage')
  @ApiOperation({ operationId: 'listApiKeys', summary: 'All keys, newest first' })
  @ApiOkResponse({ type: ApiKeyPage })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<ApiKeyPage> {
    return this.apiKeys.list(actor, page);
  }

  @Post(':id/rotation')
  @Can('key.manage')
  @ApiOperation({
    operationId: 'rotateApiKey',
    summary: 'Issue a key in place of this one, which ends when the overlap is over',
  })
  @ApiCreatedResponse({ type: IssuedApiKeyView })
  rotate(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Body() { overlapHours = 24 }: RotateApiKeyBody,
  ): Promise<IssuedApiKeyView> {
    return this.apiKeys.rotate(actor, id, overlapHours * HOUR_MS);
  }

  @Delete(':id')
  @HttpCode(204)
  @Can('key.manage')
  @ApiOperation({ operationId: 'revokeApiKey', summary: 'Revoke a key' })
  @ApiNoContentResponse()
  revoke(@CurrentActor() actor: Actor, @PathId() id: string): Promise<void> {
    return this.apiKeys.revoke(actor, id);
  }
}
