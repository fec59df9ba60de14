import { NestFactory } from '@nestjs/core';
import { UsersService } from '@thaw/identity';
import { SystemClock, systemActor } from '@thaw/kernel';
import { Database, type Config } from '@thaw/platform';
import type { DemoDesk, Seed } from '../up/demo-seed';
import { CaseSeed } from './case-seed';
import { DEMO_ADMIN, DEMO_PASSWORD, DEMO_PEOPLE } from './demo-people';
import { HistorySeed } from './history-seed';
import { PeopleSeed } from './people-seed';
import { PreventionSeed } from './prevention-seed';
import { RegistrySeed } from './registry-seed';
import { RuleSetSeed } from './rule-set-seed';
import { SeedClock } from './seed-clock';
import { SeedModule } from './seed.module';
import { StreetSeed } from './street-seed';

/**
 * Fills a new embedded desk: people, shops with their histories, and cases that wait for somebody. Once per database.
 * Each thing is looked for by its natural key before it is made, and the admin is made last: a seed that was
 * interrupted goes on at the next start, before anybody could have signed in; one that was finished never runs again.
 */
export const seed: Seed = async (config) => {
  if (!(await isSeeded(config))) await fill(config);
  return demoDesk(config);
};

async function isSeeded(config: Config): Promise<boolean> {
  const database = new Database(config);
  try {
    return await new UsersService(database, new SystemClock()).hasAdmin(systemActor('setup'));
  } finally {
    await database.onApplicationShutdown();
  }
}

async function fill(config: Config): Promise<void> {
  const app = await NestFactory.createApplicationContext(SeedModule.with(config, new SeedClock()), {
    logger: false,
  });
  try {
    const terminals = await app.get(RegistrySeed).run();
    await app.get(PreventionSeed).run(terminals);
    const people = app.get(PeopleSeed);
    const staff = await people.run();
    await app.get(HistorySeed).run(terminals);
    await app.get(RuleSetSeed).run(staff);
    await app.get(CaseSeed).run(staff, terminals);
    await app.get(StreetSeed).run(staff);
    await people.makeAdmin();
  } finally {
    await app.close();
  }
}

function demoDesk({ host, port }: Config): DemoDesk {
  return {
    signIns: [...Object.values(DEMO_PEOPLE), DEMO_ADMIN].map(({ login, persona }) => ({
      login,
      password: DEMO_PASSWORD,
      persona,
    })),
    tryFirst: [
      {
        zh: '在浏览器打开上面的地址：专员 lin 的工作台上有十六个案件；窗口缩到手机宽度，用商户 hengda 登录。',
        en: 'Open the address above in a browser: agent lin finds sixteen cases; make the window as narrow as a phone and sign in as merchant hengda.',
      },
      {
        zh: '另开一个终端运行 npm run demo：一个案件从封机通知走到结案，含一次申诉，并打印其时间线。',
        en: 'In another terminal: npm run demo – one case from freeze notice to closed, with an appeal, and its timeline.',
      },
      {
        zh: '三个案件在等人：锦绣服饰待受理（专员 lin）、恒达建材待补材料（商户 hengda）、诚信商贸待审批（主管 chen）。',
        en: 'Three cases wait: one to be taken (agent lin), one for documents (merchant hengda), one for approval (supervisor chen).',
      },
      {
        zh: '规则集 1 生效，规则集 2 试运行中：GET /v1/rule-sets/2/shadow 对比两者（risk_officer 起草，risk_officer_2 启用）。',
        en: 'Rule set 1 is active, 2 runs in shadow: GET /v1/rule-sets/2/shadow compares them (risk_officer drafts, risk_officer_2 activates).',
      },
      {
        zh: '两台终端维护逾期（邻里便利店 CV000002、恒达建材 BD000001）：GET /v1/prevention/due；商户 hengda 在收件箱看到提醒。',
        en: 'Two terminals are behind in upkeep (CV000002, BD000001): GET /v1/prevention/due; merchant hengda is reminded in the inbox.',
      },
      {
        zh: `接口说明：http://${host}:${port}/v1/openapi.json；登录：POST /v1/sessions。`,
        en: `The API describes itself at http://${host}:${port}/v1/openapi.json; sign in with POST /v1/sessions.`,
      },
      {
        zh: '不启动服务也能用规则检查文件：npx thaw scan 文件.csv',
        en: 'The rules also run on a file without any server: npx thaw scan FILE.csv',
      },
    ],
  };
}
