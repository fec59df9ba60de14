import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const BUCKET = 'thaw-files';

/** A real bucket that speaks S3, in a process of its own, with nothing in it. */
export class S3Peer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
  ) {}

  static async start(): Promise<S3Peer> {
    const child = fork(join(__dirname, 's3-server.cjs'), [BUCKET], {
      execArgv: ['--no-warnings'],
      stdio: 'inherit',
    });
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', (message: { port: number }) => resolve(message.port));
      child.once('exit', () => reject(new Error('the bucket ended')));
    });
    return new S3Peer(child, port);
  }

  /** As the configuration of a desk has it. */
  get env(): NodeJS.ProcessEnv {
    return {
      THAW_S3_BUCKET: BUCKET,
      THAW_S3_PREFIX: 'desk-1/',
      THAW_S3_ENDPOINT: `http://127.0.0.1:${this.port}`,
      THAW_S3_PATH_STYLE: 'true',
      // The only ones that it knows.
      THAW_S3_ACCESS_KEY_ID: 'S3RVER',
      THAW_S3_SECRET_ACCESS_KEY: 'S3RVER',
    };
  }

  /** Whoever asks meets a closed door then. Twice does no harm. */
  async stop(): Promise<void> {
    if (!this.child.connected) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    await ended;
  }
}
