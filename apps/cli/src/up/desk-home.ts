import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readCliSettings } from '@thaw/platform/config';

/** Where a desk keeps what it must find again at the next start. */
export interface DeskHome {
  readonly folder: string;
  readonly pgData: string;
  /** Written once the new cluster has started: without it a cluster is half made and worth nothing. */
  readonly pgReady: string;
  readonly blobs: string;
  /** Where checkpoints of the audit are exported to. */
  readonly checkpoints: string;
  readonly secrets: string;
  readonly lock: string;
  readonly logs: string;
}

/** The folder is `.thaw` in the project, or what THAW_HOME names. */
export function deskHome(env: NodeJS.ProcessEnv): DeskHome {
  const { THAW_HOME } = readCliSettings(env, 'THAW_HOME');
  const folder = resolve(THAW_HOME || join(projectRoot(), '.thaw'));
  return {
    folder,
    pgData: join(folder, 'pgdata'),
    pgReady: join(folder, 'pgdata.ready'),
    blobs: join(folder, 'blobs'),
    checkpoints: join(folder, 'checkpoints'),
    secrets: join(folder, 'secrets.json'),
    lock: join(folder, 'desk.lock'),
    logs: join(folder, 'logs'),
  };
}

/** @throws Error, in words, where the folder cannot be written by whoever starts Thaw. */
export function makeDeskHome(home: DeskHome): void {
  try {
    for (const folder of [home.folder, home.blobs, home.logs])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `无法写入数据目录 ${home.folder}：是否曾以其他用户启动？可用 THAW_HOME 另指目录。\n` +
        `The data folder ${home.folder} cannot be written; was it made by another user? THAW_HOME can name another. (${why})`,
      { cause: error },
    );
  }
}

/** The folder of the package.json that this file belongs to, compiled or not. */
export function projectRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${__dirname}`);
    folder = parent;
  }
  return folder;
}

export function printVersion(): Promise<number> {
  const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  process.stdout.write(`${version}\n`);
  return Promise.resolve(0);
}
