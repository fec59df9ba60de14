import { createServer } from 'node:net';
import { freePort } from '@thaw/platform';

const USUAL_PORT = 3000;

/** The port asked for by THAW_PORT; else the usual one, or a free one where another copy has it. */
export async function deskPort(host: string): Promise<number> {
  const asked = process.env['THAW_PORT'];
  if (asked) return asked === '0' ? freePort() : Number(asked);
  return (await isFree(host, USUAL_PORT)) ? USUAL_PORT : freePort();
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
