import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, type OpenAPIObject } from '@nestjs/swagger';
import { Public } from '../access/can.decorator';
import { OpenApiDocument } from './open-api.document';

@ApiTags('service')
@Controller('v1/openapi.json')
export class OpenApiController {
  constructor(private readonly document: OpenApiDocument) {}

  @Get()
  @Public()
  @ApiOperation({ operationId: 'describe', summary: 'This description' })
  @ApiOkResponse({ schema: { type: 'object' } })
  describe(): OpenAPIObject {
    return this.document.get();
  }
}
