import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from './wait-for';

const clamdAvailable = (): boolean => spawnSync('clamd', ['--version']).status === 0;

/** Where ClamAV is missing, its tests are skipped by name; in CI they fail instead. */
export const describeWithClamd: jest.Describe =
  clamdAvailable() || process.env['CI'] === 'true' ? describe : describe.skip;

/** What scanners of the whole world find for a test (EICAR); in two parts, so that none finds it in this file. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** A real clamd of the test's own, on a socket in a folder of its own. It knows what it is taught here, and nothing else. */
export class ClamdPeer {
  private child: ChildProcess | null = null;

  private constructor(private readonly folder: string) {}

  static async start(): Promise<ClamdPeer> {
    if (!clamdAvailable()) throw new Error('clamd is not installed (Debian: apt-get install clamav-daemon)');
    const peer = new ClamdPeer(mkdtempSync(join(tmpdir(), 'thaw-clamd-')));
    peer.teach('Thaw.Test.Eicar', EICAR);
    writeFileSync(
      peer.at('clamd.conf'),
      [
        `LocalSocket ${peer.at('clamd.sock')}`,
        `DatabaseDirectory ${peer.folder}`,
        'Foreground yes',
        'StreamMaxLength 1M',
        'ConcurrentDatabaseReload no',
        '',
      ].join('\n'),
    );
    await peer.begin();
    return peer;
  }

  /** As the configuration of a desk has it. */
  get address(): string {
    return `unix:${this.at('clamd.sock')}`;
  }

  /** Adds a signature: bytes that are found anywhere in any file. It is known from the next start or reload on. */
  teach(name: string, bytes: string): void {
    writeFileSync(this.at(`${name}.ndb`), `${name}:0:*:${Buffer.from(bytes, 'latin1').toString('hex')}\n`);
  }

  async begin(): Promise<void> {
    this.child = spawn('clamd', ['--config-file', this.at('clamd.conf')], { stdio: 'ignore' });
    await waitFor('clamd to answer', async () => (await this.ask('PING')) === 'PONG');
  }

  async reload(): Promise<void> {
    await this.ask('RELOAD');
    await waitFor('clamd to answer again', async () => (await this.ask('PING')) === 'PONG');
  }

  /** SIGKILL: whoever was connected meets a closed door. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child) return;
    this.child = null;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await ended;
    rmSync(this.at('clamd.sock'), { force: true });
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private at(name: string): string {
    return join(this.folder, name);
  }

  private ask(command: string): Promise<string | null> {
    return new Promise((resolve) => {
      let said = '';
      const socket = connect({ path: this.at('clamd.sock') }, () => socket.write(`z${command}\0`));
      socket.on('data', (piece) => (said += piece.toString()));
      socket.on('error', () => resolve(null));
      socket.on('close', () => resolve(said.replace(/\0$/, '')));
    });
  }
}
