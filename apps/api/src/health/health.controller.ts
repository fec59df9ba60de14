import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { Public } from '../access/can.decorator';
import { AboutView, StateView } from './health.dto';
import { VERSION } from './version';

@ApiTags('service')
@Controller()
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get()
  @Public()
  @ApiOperation({ operationId: 'about', summary: 'What this is and where its description lies' })
  @ApiOkResponse({ type: AboutView })
  about(): AboutView {
    return { name: 'Thaw', version: VERSION, docs: '/v1/openapi.json' };
  }

  @Get('v1/health')
  @Public()
  @ApiOperation({ operationId: 'isAlive', summary: 'Whether this process answers' })
  @ApiOkResponse({ type: StateView })
  health(): StateView {
    return { state: 'ok' };
  }

  @Get('v1/ready')
  @Public()
  @ApiOperation({ operationId: 'isReady', summary: 'Whether it can work: the database answers. 503 if not' })
  @ApiOkResponse({ type: StateView })
  async ready(): Promise<StateView> {
    await this.database.asActor(systemActor('setup'), (tx) => tx.query('SELECT 1'));
    return { state: 'ok' };
  }
}
