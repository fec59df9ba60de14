import { deskHome } from '../up/desk-home';
import { runningDesk } from '../up/desk-lock';
import { DemoFailure } from './demo-failure';

/**
 * Where the desk of this folder serves.
 * @throws DemoFailure where none runs, or it is still starting.
 */
export function deskAddress(env: NodeJS.ProcessEnv): string {
  const running = runningDesk(deskHome(env));
  if (!running) {
    throw new DemoFailure({
      zh: '本目录没有正在运行的 Thaw。请先在另一个终端运行 npm start，再运行 npm run demo。',
      en: 'No Thaw runs in this folder. Run npm start in another terminal first, then npm run demo.',
    });
  }
  const { api } = running.addresses;
  if (api === undefined) {
    throw new DemoFailure({
      zh: 'Thaw 正在启动，请等它打印出地址后再试。',
      en: 'Thaw is still starting: try again when it has printed its addresses.',
    });
  }
  return api;
}
