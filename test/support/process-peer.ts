import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const PROJECT_ROOT = join(__dirname, '..', '..');

const READY_MS = 30_000;
const STOP_MS = 15_000;

let built = false;

/** Compiles the sources into dist, once per test process; nothing is done where dist is up to date. */
export function buildProject(): void {
  if (built) return;
  const { status, stderr } = spawnSync(process.execPath, [join(PROJECT_ROOT, 'apps/cli/bin/build.cjs')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The build failed:\n${stderr}`);
  built = true;
}

interface PeerStart {
  /** Below dist, without the extension: 'apps/worker/src/main'. */
  readonly script: string;
  readonly args?: readonly string[];
  /** The whole environment but PATH; nothing else of the test's own leaks in. */
  readonly env: NodeJS.ProcessEnv;
}

/** A real process of ours, compiled, as it runs at an operator's: it can be killed in the middle of its work. */
export class ProcessPeer {
  private constructor(
    private readonly child: ChildProcess,
    /** What it said when it was ready. */
    readonly ready: { readonly port?: number },
    private readonly output: readonly string[],
    private readonly ended: Promise<void>,
  ) {}

  /** Resolves when the process says that it is ready. @throws Error with its output when it ends or stays silent. */
  static async start({ script, args = [], env }: PeerStart): Promise<ProcessPeer> {
    buildProject();
    const child = fork(join(PROJECT_ROOT, 'dist', `${script}.js`), [...args], {
      env: { PATH: process.env['PATH'], ...env },
      execArgv: [
        '--enable-source-maps',
        '--require',
        join(PROJECT_ROOT, 'dist/apps/cli/src/up/orphan-guard.js'),
      ],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => output.push(line));
    }
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const ready = await new Promise<{ port?: number } | null>((resolve) => {
      const giveUp = setTimeout(() => resolve(null), READY_MS);
      child.on('message', (message: { ready?: boolean; port?: number }) => {
        if (!message.ready) return;
        clearTimeout(giveUp);
        resolve(message.port === undefined ? {} : { port: message.port });
      });
      child.once('exit', () => {
        clearTimeout(giveUp);
        resolve(null);
      });
    });
    if (!ready) {
      child.kill('SIGKILL');
      throw new Error(`${script} did not become ready:\n${output.join('\n')}`);
    }
    return new ProcessPeer(child, ready, output, ended);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  lines(): readonly string[] {
    return this.output;
  }

  isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** SIGKILL: it gets no chance to finish anything. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** SIGSTOP: it is there and does nothing, until {@link goOn}. */
  pause(): void {
    this.child.kill('SIGSTOP');
  }

  goOn(): void {
    this.child.kill('SIGCONT');
  }

  /** SIGTERM, as the desk does it. @returns its exit code; null when it had to be ended by force. */
  async stop(): Promise<number | null> {
    if (this.isRunning()) this.child.kill('SIGTERM');
    const force = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    await this.ended;
    clearTimeout(force);
    return this.child.exitCode;
  }

  /** What befalls a child whose desk was killed: the line between them breaks. */
  abandon(): void {
    this.child.disconnect();
  }
}
