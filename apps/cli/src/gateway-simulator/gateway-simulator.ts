import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { ALL_TERMINALS, behaviour, readBehaviour, type Behaviour } from './behaviour';
import { CommandBook, readCommand, type BookedCommand } from './command-book';
import { SIGNATURE_HEADER, isSigned, signed } from './simulator-signature';
import { TerminalPark, type ParkedMeasure, type ToldMeasure } from './terminal-park';

export interface SimulatorOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly secret: Buffer;
  /** Where confirmations go; null: nowhere. */
  readonly callbackUrl: string | null;
}

const HOST = '127.0.0.1';
const CALLBACK_TIMEOUT_MS = 5_000;
const BODY_LIMIT = 1024 ** 2;
/** Of the mode in which it signs as somebody else. */
const OTHER_KEY = Buffer.alloc(32, 1);

/**
 * Plays the acquirer's terminal system: `POST /commands`, `GET /commands/:id` and
 * `GET /terminals/:merchantNo/:terminalNo/measures`, signed; callbacks, signed.
 * Its control panel is not signed and listens on this machine only: `PUT /behaviour`, `GET /commands`, and
 * `PUT /terminals/:merchantNo/:terminalNo/measures`, by which a terminal is frozen that nobody commanded.
 */
export class GatewaySimulator {
  private readonly server: Server;
  private readonly book = new CommandBook();
  private readonly park = new TerminalPark();
  private readonly behaviours = new Map<string, Behaviour>([[ALL_TERMINALS, behaviour('confirm')]]);
  private readonly work = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly statuses: (number | null)[] = [];

  private callbackUrl: string | null;
  private frozenByHand = 0;

  constructor(private readonly options: SimulatorOptions) {
    this.callbackUrl = options.callbackUrl;
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  /** @returns its address, without a slash at the end. */
  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.port, HOST, resolve);
    });
    return `http://${HOST}:${(this.server.address() as AddressInfo).port}`;
  }

  /** Drops what is under way: a system that goes down. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await Promise.all([closed, ...this.work]);
  }

  callBackTo(url: string): void {
    this.callbackUrl = url;
  }

  /** From now on, for one terminal or for all that have no behaviour of their own. */
  behave(terminalNo: string, how: Behaviour): void {
    this.behaviours.set(terminalNo, how);
  }

  command(id: string): Readonly<BookedCommand> | undefined {
    return this.book.find(id);
  }

  /** What binds a terminal by all that was really done to it. */
  measuresOf(terminalNo: string): readonly ParkedMeasure[] {
    return this.park.measuresOf(terminalNo);
  }

  /** The acquirer freezes a terminal by a way of its own, of which nobody tells Thaw. */
  freeze([merchantNo, terminalNo]: readonly [string, string], level: string, scope: string): ToldMeasure {
    const measure = { id: `own-${++this.frozenByHand}`, level, scope };
    this.park.freeze(merchantNo, terminalNo, measure);
    return measure;
  }

  deviceOf(terminalNo: string): string | null {
    return this.park.deviceOf(terminalNo);
  }

  /** What Thaw answered to each callback, in order; null: nothing. */
  get callbackStatuses(): readonly (number | null)[] {
    return this.statuses;
  }

  /** Resolves when nothing is being carried out and every callback was delivered or refused. */
  async idle(): Promise<void> {
    while (this.work.size > 0) await Promise.all(this.work);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request);
    const path = request.url ?? '/';
    const route = `${request.method} ${routeOf(path)}`;
    switch (route) {
      case 'PUT /behaviour':
        return this.setBehaviour(body, response);
      case 'GET /commands':
        return reply(response, 200, { commands: this.book.all() });
      case 'PUT /terminals/:id/measures':
        return this.freezeByHand(path, body, response);
      case 'POST /commands':
      case 'GET /terminals/:id/measures':
      case 'GET /commands/:id': {
        const content = request.method === 'GET' ? Buffer.from(path) : body;
        const header = request.headers[SIGNATURE_HEADER];
        if (!isSigned(this.options.secret, content, [header].flat()[0])) {
          return reply(response, 401, { reason: 'the signature does not fit' });
        }
        if (route.startsWith('GET /terminals')) return this.tellOfTerminal(path, response);
        return request.method === 'GET'
          ? this.tell(path, response)
          : this.take(body.toString('utf8'), response);
      }
      default:
        return reply(response, 404, { reason: 'nothing here' });
    }
  }

  private setBehaviour(body: Buffer, response: ServerResponse): void {
    const wanted = readBehaviour(parsed(body));
    if (typeof wanted === 'string') return reply(response, 400, { reason: wanted });
    this.behave(wanted.terminalNo, wanted.behaviour);
    return reply(response, 200, wanted);
  }

  private take(text: string, response: ServerResponse): void {
    const body = readCommand(text);
    if (!body) return reply(response, 400, { reason: 'this is no command' });
    const how = this.behaviourOf(body.terminalNo);
    if (how.mode === 'never_answer') return;
    if (how.mode === 'error_500') return reply(response, 500, { reason: 'out of order' });
    if (how.mode === 'refuse') return reply(response, 422, { reason: 'the terminal is not ours' });
    const command = this.book.book(body, text);
    if (!command) return reply(response, 409, { reason: 'the id belongs to another command' });
    const before = { ...command };
    const isNew = command.tries === 0 || command.state === 'failed';
    if (isNew) {
      command.state = 'accepted';
      // What it never sets about doing, it takes up once it behaves otherwise.
      if (how.mode !== 'stall') command.tries++;
    }
    const state = before.state === 'failed' ? 'accepted' : before.state;
    const answer = (): void => reply(response, state === 'accepted' ? 202 : 200, { id: command.id, state });
    if (how.mode === 'callbacks_out_of_order' && isNew) {
      this.begin(
        this.carryOut(command, how)
          .then(answer)
          .then(() => this.callBackLate(command)),
      );
      return;
    }
    if (isNew && how.mode !== 'stall') this.begin(this.carryOut(command, how));
    if (how.mode === 'drop_connection' && command.posts === 1) {
      response.destroy();
      return;
    }
    if (how.mode === 'garbled' && command.posts === 1) return reply(response, 200, { state: 'done' });
    if (how.mode === 'answer_late' && isNew) return this.begin(this.later(how.delayMs).then(answer));
    return answer();
  }

  private tell(path: string, response: ServerResponse): void {
    const command = this.book.find(decodeURIComponent(path.slice('/commands/'.length)));
    const how = command && this.behaviourOf(command.terminalNo);
    if (command) command.asks++;
    if (how?.mode === 'never_answer') return;
    if (how?.mode === 'error_500') return reply(response, 500, { reason: 'out of order' });
    if (!command) return reply(response, 404, { reason: 'no such command' });
    return reply(response, 200, reportOf(command));
  }

  /** Of a terminal that it never heard of it knows of no measure. */
  private tellOfTerminal(path: string, response: ServerResponse): void {
    const [merchantNo, terminalNo] = numbersIn(path);
    const how = this.behaviourOf(terminalNo);
    if (how.mode === 'never_answer') return;
    if (how.mode === 'error_500') return reply(response, 500, { reason: 'out of order' });
    if (how.mode === 'refuse') return reply(response, 422, { reason: 'the terminal is not ours' });
    if (how.mode === 'drop_connection') {
      response.destroy();
      return;
    }
    const measures = this.park.binding(merchantNo, terminalNo);
    const answer = (): void =>
      reply(response, 200, how.mode === 'garbled' ? { measures: 'none' } : { terminalNo, measures });
    const isLate = how.mode === 'answer_late' || how.mode === 'slow';
    return isLate ? this.begin(this.later(how.delayMs).then(answer)) : answer();
  }

  private freezeByHand(path: string, body: Buffer, response: ServerResponse): void {
    const { level, scope } = (parsed(body) ?? {}) as Record<string, unknown>;
    if (typeof level !== 'string' || typeof scope !== 'string') {
      return reply(response, 400, { reason: 'give {"level","scope"}' });
    }
    const measure = this.freeze(numbersIn(path), level, scope);
    return reply(response, 200, measure);
  }

  private async carryOut(command: BookedCommand, how: Behaviour): Promise<void> {
    if (how.delayMs > 0 && how.mode !== 'answer_late') await this.later(how.delayMs);
    const fails = how.mode === 'fail' || (how.mode === 'fail_then_confirm' && command.tries <= how.failures);
    command.state = fails ? 'failed' : 'confirmed';
    command.reason = fails ? 'the terminal did not respond' : null;
    if (!fails) {
      command.executions++;
      this.park.carryOut(command);
    }
    if (SILENT.includes(how.mode)) return;
    const report = reportOf(command);
    await this.callBack(report, how.mode === 'wrong_signature' ? OTHER_KEY : this.options.secret);
    if (how.mode !== 'duplicate_callback') return;
    await this.callBack(report);
    await this.callBack({ id: command.id, state: 'accepted' });
  }

  /** The news of before, in an order of its own. */
  private async callBackLate({ id }: BookedCommand): Promise<void> {
    await this.callBack({ id, state: 'failed', reason: 'the terminal did not respond at first' });
    await this.callBack({ id, state: 'accepted' });
  }

  private async later(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.stopping.signal });
  }

  private async callBack(report: object, key = this.options.secret): Promise<void> {
    if (this.callbackUrl === null) return;
    const body = Buffer.from(JSON.stringify({ ...report, at: new Date().toISOString() }));
    try {
      const response = await fetch(this.callbackUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [SIGNATURE_HEADER]: signed(key, body),
        },
        body,
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(CALLBACK_TIMEOUT_MS)]),
      });
      await response.arrayBuffer();
      this.statuses.push(response.status);
    } catch {
      // Lost on the way, as happens: Thaw asks in its own time.
      this.statuses.push(null);
    }
  }

  private behaviourOf(terminalNo: string): Behaviour {
    return this.behaviours.get(terminalNo) ?? this.behaviours.get(ALL_TERMINALS) ?? behaviour('confirm');
  }

  private begin(work: Promise<void>): void {
    // What a stop cuts short has failed as it should.
    const settled = work.catch(() => undefined).finally(() => this.work.delete(settled));
    this.work.add(settled);
  }
}

const routeOf = (path: string): string =>
  path.replace(/^\/commands\/[^/]+$/, '/commands/:id').replace(/^(\/terminals\/)[^/]+\/[^/]+/, '$1:id');

function numbersIn(path: string): readonly [string, string] {
  const [merchantNo = '', terminalNo = ''] = path.split('/').slice(2).map(decodeURIComponent);
  return [merchantNo, terminalNo];
}

/** Modes that never call back. */
const SILENT: readonly Behaviour['mode'][] = ['no_callback', 'drop_connection', 'answer_late', 'garbled'];

const reportOf = ({ id, state, reason }: BookedCommand): object => ({
  id,
  state,
  ...(reason === null ? {} : { reason }),
});

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
