import { Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiHeader,
  ApiNoContentResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { GatewayCallbacksService, SIGNATURE_HEADER } from '@thaw/registry';
import type { FastifyRequest } from 'fastify';
import { Public } from '../access/can.decorator';

/** As it is told to the other side; what is read is the signed bytes. */
class GatewayCallbackBody {
  @ApiProperty({ type: String, format: 'uuid', description: 'The id that the command was sent with' })
  readonly id: string;

  @ApiProperty({ enum: ['accepted', 'confirmed', 'failed'] })
  readonly state: string;

  @ApiPropertyOptional({ type: String, description: 'Why it failed' })
  readonly reason?: string;

  @ApiPropertyOptional({ type: Date })
  readonly at?: string;
}

@ApiTags('gateway')
@Controller('v1/gateway')
export class GatewayController {
  constructor(private readonly callbacks: GatewayCallbacksService) {}

  /** Open, since the signature over the raw bytes says who speaks. */
  @Post('callbacks')
  @HttpCode(204)
  @Public()
  @ApiOperation({
    operationId: 'recordGatewayCallback',
    summary: 'The terminal system says what became of a command; a second or late callback changes nothing',
  })
  @ApiHeader({
    name: 'Thaw-Signature',
    required: true,
    description: 't=<unix seconds>,v1=<hex HMAC-SHA-256 of "t.body">, at most five minutes old',
  })
  @ApiBody({ type: GatewayCallbackBody })
  @ApiNoContentResponse({ description: 'Taken' })
  async record(
    @Req() request: FastifyRequest,
    @Headers(SIGNATURE_HEADER) signature: string | undefined,
  ): Promise<void> {
    await this.callbacks.recordCallback(request.rawBody ?? Buffer.alloc(0), signature);
  }
}
