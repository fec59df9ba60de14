import { Body, Controller, HttpCode, HttpStatus, Inject, Module, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { DomainError, INSTANTS_TO, type Clock } from '@thaw/kernel';
import { CLOCK, SandboxClock } from '@thaw/platform';
import { IsInt, Max, Min } from 'class-validator';
import { Can } from '../access/can.decorator';

class AdvanceClockBody {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 31_622_400,
    description: 'How far the desk’s clock moves on, in seconds',
  })
  @IsInt()
  @Min(1)
  @Max(31_622_400)
  readonly seconds: number;
}

/** Only in the embedded demo, where the desk's clock can be moved on to see deadlines come. */
@ApiTags('sandbox')
@Controller('v1/sandbox')
class SandboxController {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  @Post('clock')
  @HttpCode(HttpStatus.OK)
  @Can('session.own')
  @ApiOperation({ operationId: 'advanceClock', summary: "Move the demo desk's clock on" })
  @ApiOkResponse({ description: "now: the desk's time after the move" })
  async advance(@Body() { seconds }: AdvanceClockBody): Promise<{ readonly now: Date }> {
    if (!(this.clock instanceof SandboxClock)) throw new DomainError('ROUTE_NOT_FOUND');
    if (this.clock.now().getTime() + seconds * 1_000 >= INSTANTS_TO) {
      throw new DomainError('INVALID_REQUEST', {
        field: 'seconds',
        detail: { zh: '时钟不能拨到 2100 年及以后。', en: 'The clock moves no further than the year 2099.' },
      });
    }
    return { now: await this.clock.advance(seconds * 1_000) };
  }
}

@Module({ controllers: [SandboxController] })
export class SandboxApiModule {}
