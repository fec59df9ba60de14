import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DomainError, type Bilingual } from '@thaw/kernel';
import { Backlog } from '@thaw/platform';
import { Public } from '../access/can.decorator';
import { AboutView, ReadyView, StateView } from './health.dto';
import { VERSION } from './version';

/** Whoever asks does so every few seconds, and wants to hear no rather than nothing. */
const PATIENCE_MS = 3_000;

@ApiTags('service')
@Controller()
export class HealthController {
  constructor(private readonly backlog: Backlog) {}

  @Get()
  @Public()
  @ApiOperation({ operationId: 'about', summary: 'What this is and where its description lies' })
  @ApiOkResponse({ type: AboutView })
  about(): AboutView {
    return { name: 'Thaw', version: VERSION, docs: '/v1/openapi.json' };
  }

  @Get('v1/health')
  @Public()
  @ApiOperation({
    operationId: 'isAlive',
    summary: 'Whether this process answers: if not, start it again',
  })
  @ApiOkResponse({ type: StateView })
  health(): StateView {
    return { state: 'ok' };
  }

  /** What is only asked for goes into the database with what asks for it, so a queue that is away keeps nobody out. */
  @Get('v1/ready')
  @Public()
  @ApiOperation({
    operationId: 'isReady',
    summary: 'Whether it can work: the database answers in time. 503 if not: send it no requests',
  })
  @ApiOkResponse({ type: ReadyView })
  async ready(): Promise<ReadyView> {
    const isBehind = await inTime(this.backlog.isBehind());
    return isBehind ? { state: 'ok', queue: 'behind', action: BEHIND } : { state: 'ok', queue: 'ok' };
  }
}

/** @throws DomainError DEPENDENCY_UNAVAILABLE also where nothing comes of it in time. */
async function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DomainError('DEPENDENCY_UNAVAILABLE', { detail: LATE })),
      PATIENCE_MS,
    );
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
    // What still comes of it nobody waits for.
    asked.catch(() => undefined);
  }
}

const LATE: Bilingual = {
  zh: '数据库没有及时应答：请检查 PostgreSQL 是否在运行、是否过载，以及 DATABASE_URL 能否连通。',
  en: 'The database did not answer in time: see whether PostgreSQL runs, whether it has too much to do, and whether it can be reached at DATABASE_URL.',
};

const BEHIND: Bilingual = {
  zh: '请求会被受理，但其后续处理已超过半分钟无人进行：请检查 worker 与队列（REDIS_URL）是否在运行。',
  en: 'Requests are taken, but what they set going has waited for more than half a minute: see whether a worker runs, and the queue (REDIS_URL).',
};
