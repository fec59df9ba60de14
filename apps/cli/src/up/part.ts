import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { PartLog } from './part-log';

/** A process of the desk. */
export interface PartSpec {
  readonly name: string;
  /** The compiled script; it says `process.send({ ready: true })` once it serves. */
  readonly script: string;
  readonly args?: readonly string[];
  /** Options of Node's own. */
  readonly nodeOptions?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const GUARD = join(__dirname, 'orphan-guard.js');
const GRACE_MS = 10_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** A process that ran this long was well: its next crash counts from one again. */
const WELL_MS = 20_000;

/** Keeps one process running: starts it again when it ends by itself, at growing intervals. */
export class Part {
  private child: ChildProcess | null = null;
  private stopping = false;
  private failures = 0;
  private retry: NodeJS.Timeout | null = null;
  private settle: (ready: boolean) => void = () => undefined;

  constructor(
    private readonly spec: PartSpec,
    readonly log: PartLog,
    private readonly say: (line: string) => void,
  ) {}

  get name(): string {
    return this.spec.name;
  }

  /** @returns whether it became ready at its first try; if not, it is tried again in the background. */
  start(): Promise<boolean> {
    const first = new Promise<boolean>((resolve) => (this.settle = resolve));
    this.spawn();
    return first;
  }

  /** Asks it to finish, and ends it by force when it does not within the grace. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.retry) clearTimeout(this.retry);
    const child = this.child;
    if (child) {
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const force = setTimeout(() => {
        const grace = GRACE_MS / 1000;
        this.say(`${this.name} 未在 ${grace} 秒内结束，强制终止。`);
        this.say(`${this.name} did not finish within ${grace} s and is ended by force.`);
        child.kill('SIGKILL');
      }, GRACE_MS);
      await ended;
      clearTimeout(force);
    }
    await this.log.close();
  }

  kill(): void {
    this.stopping = true;
    if (this.retry) clearTimeout(this.retry);
    this.child?.kill('SIGKILL');
  }

  private spawn(): void {
    const began = Date.now();
    const child = fork(this.spec.script, [...(this.spec.args ?? [])], {
      env: this.spec.env,
      execArgv: ['--enable-source-maps', '--require', GUARD, ...(this.spec.nodeOptions ?? [])],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own: Ctrl-C in the terminal must reach the desk alone, which then stops its parts in order.
      detached: true,
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) if (stream) this.log.follow(stream);
    child.on('message', (message) => {
      if (!(message as { ready?: boolean }).ready) return;
      this.settle(true);
      if (this.failures > 0) this.say(`${this.name} 已恢复。  ${this.name} is back.`);
    });
    child.once('error', (error) => this.log.write(String(error)));
    child.once('exit', (code, signal) => {
      this.child = null;
      this.settle(false);
      if (!this.stopping) this.startAgain(signal ?? `exit ${code}`, Date.now() - began);
    });
  }

  private startAgain(how: string, ranMs: number): void {
    this.failures = ranMs > WELL_MS ? 1 : this.failures + 1;
    const wait = Math.min(FIRST_BACKOFF_MS * 2 ** (this.failures - 1), LONGEST_BACKOFF_MS);
    this.say(`${this.name} 意外退出（${how}），${wait / 1000} 秒后重启。`);
    this.say(`${this.name} ended by itself (${how}) and starts again in ${wait / 1000} s.`);
    this.retry = setTimeout(() => this.spawn(), wait);
  }
}
