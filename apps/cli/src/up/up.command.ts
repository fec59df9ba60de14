import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ConfigError, readCliSettings } from '@thaw/platform/config';
import { MIGRATIONS } from '../../../../migrations';
import { addressesOf, alreadyRunning, announcement } from './announcement';
import type { Desk } from './desk';
import { deskHome, makeDeskHome, projectRoot, type DeskHome } from './desk-home';
import { DeskLock } from './desk-lock';
import { openEmbeddedDesk } from './embedded-desk';
import { openExternalDesk } from './external-desk';
import type { PartSpec } from './part';
import { PartLog } from './part-log';
import { StopSignal } from './stop-signal';
import { Supervisor } from './supervisor';

const CLOSE_MS = 15_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `thaw up`, which is `npm start`: everything, until Ctrl-C. */
export async function runUp(_args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // A terminal that is gone must not keep us from stopping in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const home = deskHome(env);
  makeDeskHome(home);
  const lock = DeskLock.take(home);
  if (!(lock instanceof DeskLock)) {
    say(alreadyRunning(lock, home));
    return 0;
  }
  const running: Running = { env, supervisor: new Supervisor(home.logs, say), desk: null };
  const stop = new StopSignal(() => {
    running.supervisor.kill();
    void running.desk?.close();
    lock.release();
    process.exit(130);
  });
  try {
    return await serve(home, lock, running, stop);
  } catch (error) {
    // Stopped while starting: what then failed, failed because it was stopped.
    if (stop.isAsked()) return 0;
    say(explain(error));
    return 1;
  } finally {
    lock.release();
    stop.close();
  }
}

interface Running {
  readonly env: NodeJS.ProcessEnv;
  readonly supervisor: Supervisor;
  desk: Desk | null;
}

async function serve(home: DeskHome, lock: DeskLock, running: Running, stop: StopSignal): Promise<number> {
  const { supervisor } = running;
  const desk = (running.desk = await openDesk(home, running.env));
  try {
    if (stop.isAsked()) return 0;
    if (desk.applied.length > 0) say(migrated(desk.applied));
    const notReady = await Promise.race([supervisor.start(partsOf(desk)), stop.asked.then(() => [])]);
    if (stop.isAsked()) return 0;
    for (const part of notReady) {
      say(`${part.name} 的最后几行日志：  The last lines of ${part.name}:`);
      for (const line of part.log.lastLines()) say(`    ${line}`);
    }
    lock.publish(addressesOf(desk));
    say(
      announcement(
        desk,
        home,
        notReady.map((part) => part.name),
      ),
    );
    await stop.asked;
    return 0;
  } finally {
    say('正在停止…  Stopping…');
    await supervisor.stop();
    // A database that ended by itself has nothing more to say; it must not hold us here.
    await Promise.race([desk.close(), setTimeout(CLOSE_MS, undefined, { ref: false })]);
    say('已停止，数据保留。  Stopped; the data is kept.');
  }
}

/** Of a new database the steps tell nobody anything; of one that was loaded, whoever runs it wants their names. */
const migrated = (applied: readonly string[]): string =>
  applied.length === MIGRATIONS.length
    ? `数据库已建好（${applied.length} 步）。  The database is set up (${applied.length} steps).`
    : `已升级数据库 Database brought up to date: ${applied.join(', ')}`;

async function openDesk(home: DeskHome, env: NodeJS.ProcessEnv): Promise<Desk> {
  if (readCliSettings(env, 'DATABASE_URL').DATABASE_URL !== '') return openExternalDesk(env);
  say('正在启动内置数据库…  Starting the embedded database…');
  const log = new PartLog('postgres', home.logs, say);
  return openEmbeddedDesk(home, env, (line) => log.write(line), say);
}

/** Requests, imports and scans leave little behind that lives on a while: the 48 MB that Node keeps for it only make them larger. */
const NODE_OPTIONS = ['--max-semi-space-size=2'];

/** Every process of the desk; to add one, add a line. */
function partsOf(desk: Desk): PartSpec[] {
  const apps = join(projectRoot(), 'dist', 'apps');
  const { env } = desk;
  return [
    { name: 'api', script: join(apps, 'api', 'src', 'main.js'), nodeOptions: NODE_OPTIONS, env },
    { name: 'worker', script: join(apps, 'worker', 'src', 'main.js'), nodeOptions: NODE_OPTIONS, env },
    ...(desk.gatewaySimulator
      ? [{ name: 'gateway', script: join(apps, 'cli', 'src', 'main.js'), args: ['gateway-simulator'], env }]
      : []),
  ];
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) {
    return `配置有误，未启动：\nNot started, the configuration is not usable:\n${error.problems.map((line) => `  ${line}`).join('\n')}`;
  }
  const why = error instanceof Error ? error.message : String(error);
  return `启动失败：${why}\nThaw could not start: ${why}`;
}
