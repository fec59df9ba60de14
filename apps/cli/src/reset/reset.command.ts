import { existsSync, readdirSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { deskHome, type DeskHome } from '../up/desk-home';
import { runningDesk } from '../up/desk-lock';

/** THAW_HOME may name any folder: only what Thaw lays there is removed. */
const OWN = /^(pgdata(\.ready)?|blobs|checkpoints|logs|secrets\.json.*|desk\.lock.*|\.initdb-\d+)$/;

/** `thaw reset`: the embedded desk of this folder as if it had never been started. */
export async function runReset(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const home = deskHome(env);
  const running = runningDesk(home);
  if (running) {
    say(
      `Thaw 正在此目录运行（进程 ${running.pid}），请先停止。\n` +
        `Thaw runs in this folder (process ${running.pid}); stop it first.`,
    );
    return 1;
  }
  if (!existsSync(home.folder)) {
    say('没有数据可清空。  There is nothing to clear.');
    return 0;
  }
  if (!args.includes('--yes') && process.stdin.isTTY && !(await confirmed(home))) return 1;
  for (const name of readdirSync(home.folder)) {
    if (OWN.test(name)) rmSync(join(home.folder, name), { recursive: true, force: true });
  }
  if (readdirSync(home.folder).length === 0) rmdirSync(home.folder);
  say(`已清空 ${home.folder}。  Cleared.`);
  return 0;
}

async function confirmed(home: DeskHome): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await prompt.question(
      `将删除 ${home.folder} 中的全部数据。  This removes all data in it.\n继续？ Go on? [y/N] `,
    );
    return /^(y|yes|是)$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
