import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT_ROOT } from './process-peer';
import { waitFor } from './wait-for';

const START_MS = 60_000;

/** The project as somebody else has it: in a folder of their own, whose name has a space in it. */
export class ProjectCopy {
  private constructor(
    private readonly outer: string,
    readonly folder: string,
  ) {}

  static make(): ProjectCopy {
    const outer = mkdtempSync(join(tmpdir(), 'thaw-copy-'));
    const folder = join(outer, 'my desk 案台');
    const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
    });
    if (listed.status !== 0) throw new Error(listed.stderr);
    for (const path of listed.stdout
      .split('\0')
      .filter((name) => name && existsSync(join(PROJECT_ROOT, name)))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      cpSync(join(PROJECT_ROOT, path), join(folder, path));
    }
    // Installing is npm's to test; the packages are taken from here.
    symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(folder, 'node_modules'));
    return new ProjectCopy(outer, folder);
  }

  /** Starts `thaw up` and waits until it says that it runs. */
  async up(env: NodeJS.ProcessEnv = {}): Promise<DeskPeer> {
    const desk = new DeskPeer(this.spawn(['up'], env));
    await waitFor(
      'the desk to run',
      () => {
        if (desk.hasEnded()) throw new Error(`it ended:\n${desk.output()}`);
        return desk.output().includes('Ctrl-C stops');
      },
      { withinMs: START_MS },
    );
    return desk;
  }

  /** Runs a command that ends by itself. */
  run(
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): { readonly code: number | null; readonly output: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [this.bin(), ...args], {
      cwd: this.folder,
      env: ownEnv(env),
      input: '',
      encoding: 'utf8',
    });
    return { code: status, output: stdout + stderr };
  }

  /** What the desk's lock tells others. */
  lock(): { readonly pid: number; readonly addresses: { readonly api: string } } {
    return JSON.parse(readFileSync(join(this.folder, '.thaw/desk.lock'), 'utf8')) as ReturnType<
      ProjectCopy['lock']
    >;
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** Every process of the system that belongs to this copy, by what its command line names. */
  processes(): readonly { readonly pid: number; readonly command: string }[] {
    const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' });
    return stdout
      .split('\n')
      .filter((line) => line.includes(this.folder))
      .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+\s+/, '') }));
  }

  remove(): void {
    for (const { pid } of this.processes()) process.kill(pid, 'SIGKILL');
    rmSync(this.outer, { recursive: true, force: true });
  }

  private spawn(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
    return spawn(process.execPath, [this.bin(), ...args], {
      cwd: this.folder,
      env: ownEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  private bin(): string {
    return join(this.folder, 'apps/cli/bin/thaw.cjs');
  }
}

/** A desk that somebody started in a terminal. */
export class DeskPeer {
  private readonly lines: string[] = [];
  private readonly ended: Promise<number | null>;

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
    this.ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  output(): string {
    return this.lines.join('\n');
  }

  hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** @returns the exit code, null where the signal itself ended it. */
  stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** A clean environment: nothing of the test's own database or of the caller's settings. */
const ownEnv = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  ...env,
});
