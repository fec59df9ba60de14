import { Controller, Headers, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CaseQuery, NextCase, type MerchantCase, type StaffCase } from '@thaw/cases';
import type { Actor } from '@thaw/kernel';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PathQueue } from '../desk/path-queue.decorator';
import { NeedsIdempotencyKey, needKey } from '../requests/idempotency-key';

@ApiTags('queues')
@Controller('v1/queues/:code/next')
export class NextCaseController {
  constructor(
    private readonly next: NextCase,
    private readonly query: CaseQuery,
  ) {}

  @Post()
  @Can('queue.work')
  @NeedsIdempotencyKey
  @ApiOperation({
    operationId: 'takeNextCase',
    summary: 'Take the most pressing case that waits in the queue; QUEUE_EMPTY where none does',
  })
  @ApiCreatedResponse({ description: 'The case, which is yours now' })
  async pull(
    @CurrentActor() actor: Actor,
    @PathQueue() code: string,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<StaffCase | MerchantCase> {
    return this.query.getAfterActing(actor, await this.next.pull(actor, code, needKey(key)));
  }
}
