import type { Bilingual } from '@thaw/kernel';
import type { Desk } from './desk';
import type { DeskHome } from './desk-home';
import type { RunningDesk } from './desk-lock';

/** Where the desk's doors are. */
export function addressesOf(desk: Desk): Readonly<Record<string, string>> {
  const api = `http://${desk.config.host}:${desk.config.port}`;
  return { api, ...(desk.gatewaySimulator ? { gateway: desk.config.gateway.url } : {}) };
}

const LABELS: Readonly<Record<string, Bilingual>> = {
  api: { zh: '浏览器页面与接口', en: 'pages and API' },
  gateway: { zh: '终端系统模拟器', en: 'terminal system simulator' },
};

/** What a person reads when the desk is up, or up but for the parts named, which are still being tried. */
export function announcement(desk: Desk, home: DeskHome, missing: readonly string[]): string {
  const { demo } = desk;
  const without = missing.join(', ');
  return [
    '',
    missing.length === 0
      ? 'Thaw 已启动。  Thaw is running.'
      : `Thaw 仅部分启动，以下进程仍在重试：${without}。  Thaw runs in part only; still trying to start: ${without}.`,
    '',
    ...addressLines(addressesOf(desk)),
    `  数据与日志 data and logs: ${home.folder}`,
    ...(demo && demo.signIns.length > 0 ? signInLines(demo.signIns) : []),
    ...(demo && demo.tryFirst.length > 0
      ? ['', '先试试 Try first:', ...demo.tryFirst.flatMap(({ zh, en }) => [`  ${zh}`, `    ${en}`])]
      : []),
    ...(demo ? [] : ['', '首个管理员 The first admin: npx thaw user create --help']),
    '',
    `按 Ctrl-C 停止，数据保留${demo ? '；npm run reset 清空' : ''}。`,
    `Ctrl-C stops everything and keeps the data${demo ? '; npm run reset clears it' : ''}.`,
    '',
  ].join('\n');
}

/** What a second `npm start` in the same folder says. */
export function alreadyRunning(desk: RunningDesk, home: DeskHome): string {
  const lines = addressLines(desk.addresses);
  return [
    `Thaw 已在此目录运行（进程 ${desk.pid}）。  Thaw already runs in this folder (process ${desk.pid}).`,
    ...(lines.length > 0 ? lines : ['  正在启动中。  It is still starting.']),
    `  数据与日志 data and logs: ${home.folder}`,
    '',
  ].join('\n');
}

const addressLines = (addresses: Readonly<Record<string, string>>): string[] =>
  Object.entries(addresses).map(
    ([name, url]) => `  ${LABELS[name]?.zh ?? ''} ${LABELS[name]?.en ?? name}: ${url}`,
  );

function signInLines(signIns: NonNullable<Desk['demo']>['signIns']): string[] {
  const width = Math.max(...signIns.map(({ login }) => login.length)) + 2;
  return [
    '',
    '演示账号（仅限本机）  Demo sign-ins (this machine only):',
    ...signIns.map(
      ({ login, password, persona }) => `  ${login.padEnd(width)}${password}   ${persona.zh} ${persona.en}`,
    ),
  ];
}
