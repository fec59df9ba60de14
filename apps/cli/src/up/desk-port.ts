import { createServer } from 'node:net';
import { freePort } from '@thaw/platform';
import { readCliSettings } from '@thaw/platform/config';

const USUAL_PORT = 3000;

/** The port asked for by THAW_PORT; else the usual one, or a free one where another copy has it. */
export async function deskPort(host: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { THAW_PORT } = readCliSettings(env, 'THAW_PORT');
  if (THAW_PORT !== undefined) return THAW_PORT === 0 ? freePort() : THAW_PORT;
  return (await isFree(host, USUAL_PORT)) ? USUAL_PORT : freePort();
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
