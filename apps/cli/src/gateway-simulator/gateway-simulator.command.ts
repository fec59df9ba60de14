import { parseArgs } from 'node:util';
import { ConfigError, readCliSettings } from '@thaw/platform/config';
import { ALL_TERMINALS, MODES, behaviour } from './behaviour';
import { GatewaySimulator } from './gateway-simulator';

/** What the command stands in: where it speaks, whom it tells that it serves, and when it is to stop. */
export interface SimulatorIo {
  readonly say: (line: string) => void;
  readonly ready: () => void;
  readonly stopped: Promise<void>;
}

const USAGE = `thaw gateway-simulator [--port N] [--callback-url URL] [--mode MODE]
  模拟终端系统（收单机构侧）：接受指令并回调。  Plays the acquirer's terminal system: takes commands, calls back.
  --port          默认取自 THAW_GATEWAY_URL  the port of THAW_GATEWAY_URL by default
  --callback-url  默认为本机 THAW_PORT 上的 Thaw  Thaw at THAW_PORT on this machine by default
  --mode          ${MODES.join(' ')}
  运行中可改：  While it runs: curl -X PUT http://127.0.0.1:PORT/behaviour -d '{"terminalNo":"*","mode":"slow"}'
`;

/** `thaw gateway-simulator`. Serves until it is told to stop. @returns the exit code. */
export async function runGatewaySimulator(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: SimulatorIo = processIo(),
): Promise<number> {
  const settings = readSettings(argv, env);
  if (typeof settings === 'string') {
    io.say(`${settings}\n\n${USAGE}`);
    return 2;
  }
  const simulator = new GatewaySimulator(settings);
  simulator.behave(ALL_TERMINALS, behaviour(settings.mode));
  const url = await simulator.start();
  io.say(
    `终端系统模拟器 ${url} → ${settings.callbackUrl}  The terminal system simulator serves (${settings.mode}).`,
  );
  io.ready();
  await io.stopped;
  await simulator.stop();
  return 0;
}

interface Settings {
  readonly port: number;
  readonly secret: Buffer;
  readonly callbackUrl: string;
  readonly mode: (typeof MODES)[number];
}

function readSettings(argv: readonly string[], env: NodeJS.ProcessEnv): Settings | string {
  let values: { port?: string; 'callback-url'?: string; mode?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        'callback-url': { type: 'string' },
        mode: { type: 'string' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (values.help) return '帮助 Help';
  const desk = deskSettings(env);
  if (typeof desk === 'string') return desk;
  const port = Number(values.port ?? portOf(desk.THAW_GATEWAY_URL));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return '请用 --port 或 THAW_GATEWAY_URL 给出端口。  Give a port by --port or THAW_GATEWAY_URL.';
  }
  const secret = desk.THAW_GATEWAY_SECRET;
  if (!secret) {
    return 'THAW_GATEWAY_SECRET 应为 32 字节的 base64，与 Thaw 相同。  THAW_GATEWAY_SECRET must be 32 bytes in base64, the same as Thaw’s.';
  }
  const mode = MODES.find((each) => each === (values.mode ?? 'confirm'));
  if (!mode) return `--mode: ${MODES.join(', ')}`;
  const callbackUrl =
    values['callback-url'] ?? `http://127.0.0.1:${desk.THAW_PORT ?? 3000}/v1/gateway/callbacks`;
  return { port, secret, callbackUrl, mode };
}

/** What it shares with the desk that it plays the terminal system of, or what is wrong with it. */
function deskSettings(env: NodeJS.ProcessEnv) {
  try {
    return readCliSettings(env, 'THAW_GATEWAY_URL', 'THAW_GATEWAY_SECRET', 'THAW_PORT');
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n');
    throw error;
  }
}

/** The port of an address, its scheme's own where it names none; NaN where it is no address. */
function portOf(address: string): number {
  if (!URL.canParse(address)) return Number.NaN;
  const url = new URL(address);
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

function processIo(): SimulatorIo {
  return {
    say: (line) => void process.stdout.write(`${line}\n`),
    ready: () => void process.send?.({ ready: true }),
    stopped: new Promise((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
      // The desk that started us is gone, perhaps killed: nobody would ever stop us.
      process.once('disconnect', () => resolve());
    }),
  };
}
