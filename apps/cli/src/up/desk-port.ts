import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@thaw/platform';
import { readCliSettings } from '@thaw/platform/config';
import { DeskLock } from './desk-lock';

const USUAL_PORT = 3000;

/** The port asked for by THAW_PORT; else the usual one, or a free one where another copy has it. */
export async function deskPort(host: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { THAW_PORT } = readCliSettings(env, 'THAW_PORT');
  if (THAW_PORT !== undefined) return THAW_PORT === 0 ? freePort() : THAW_PORT;
  return claimUsual() && (await isFree(host, USUAL_PORT)) ? USUAL_PORT : freePort();
}

/**
 * Desks that begin at one moment would all find the port free, since none listens yet: it is for the one that claims it,
 * until its process ends. Among the desks of one user, who alone may read and take over what they left.
 */
function claimUsual(): boolean {
  const lock = DeskLock.take({ lock: join(tmpdir(), `thaw-port-${USUAL_PORT}-${userInfo().uid}.lock`) });
  if (!(lock instanceof DeskLock)) return false;
  process.once('exit', () => lock.release());
  return true;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
