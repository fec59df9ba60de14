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
import { ApiKeyPage, CreateApiKeyBody, IssuedApiKeyView } from './api-keys.dto';

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

  @Delete(':id')
  @HttpCode(204)
  @Can('key.manage')
  @ApiOperation({ operationId: 'revokeApiKey', summary: 'Revoke a key' })
  @ApiNoContentResponse()
  revoke(@CurrentActor() actor: Actor, @PathId() id: string): Promise<void> {
    return this.apiKeys.revoke(actor, id);
  }
}
