import { Injectable } from '@nestjs/common';
import type { Clock } from '@thaw/kernel';
import type { Config } from '@thaw/platform';
import { readReport, reasonText, type GatewayAnswer } from './gateway-answer';
import { SIGNATURE_HEADER, sign } from './signature';
import { readTerminal, type TerminalAnswer } from './terminal-answer';
import { TerminalGateway, type OutgoingCommand, type NumberedTerminal } from './terminal-gateway';

/** The longest one call may take. */
export const CALL_TIMEOUT_MS = 5_000;

/** These 4xx speak of the moment or of our key, not of the command: worth another try. */
const PASSING_REFUSALS = [401, 408, 425, 429];

/**
 * Speaks to the terminal system over HTTP: `POST /commands`, `GET /commands/:id`,
 * `GET /terminals/:merchantNo/:terminalNo/measures`. Never throws for a failure out there: a broken line, a 5xx, a
 * timeout or an unreadable answer is `unknown`, a 4xx is `refused`.
 */
@Injectable()
export class GatewayClient extends TerminalGateway {
  readonly isConnected = true;
  private readonly base: string;

  /** `clock` is the real time: the other side's does not move with the desk's sandbox. */
  constructor(
    private readonly config: Pick<Config, 'gateway'>,
    private readonly clock: Clock,
    private readonly timeoutMs: number = CALL_TIMEOUT_MS,
  ) {
    super();
    this.base = config.gateway.url.replace(/\/+$/, '');
  }

  async send(command: OutgoingCommand): Promise<GatewayAnswer> {
    const reply = await this.call('POST', '/commands', JSON.stringify(command));
    return this.answerOf(command.id, reply);
  }

  /** What became of a command; `not_known` where the terminal system never got it. */
  async ask(id: string): Promise<GatewayAnswer | { readonly state: 'not_known' }> {
    const reply = await this.call('GET', `/commands/${id}`);
    return reply.kind === 'reply' && reply.status === 404 ? { state: 'not_known' } : this.answerOf(id, reply);
  }

  async measuresOf({ merchantNo, terminalNo }: NumberedTerminal): Promise<TerminalAnswer> {
    const path = `/terminals/${encodeURIComponent(merchantNo)}/${encodeURIComponent(terminalNo)}/measures`;
    const reply = await this.call('GET', path);
    const failure = failureOf(reply);
    if (failure) return failure;
    const measures = readTerminal(textOf(reply), terminalNo);
    return measures ? { state: 'told', measures } : UNREADABLE;
  }

  private answerOf(id: string, reply: Reply): GatewayAnswer {
    const failure = failureOf(reply);
    if (failure) return failure;
    const report = readReport(textOf(reply));
    return report?.id === id ? report.answer : UNREADABLE;
  }

  private async call(method: 'GET' | 'POST', path: string, body?: string): Promise<Reply> {
    try {
      const response = await fetch(`${this.base}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          [SIGNATURE_HEADER]: sign(this.config.gateway.secret, body ?? path, this.clock.now()),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
        redirect: 'error',
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      return { kind: 'reply', status: response.status, text: await response.text() };
    } catch (error) {
      return { kind: 'none', reason: lineFailure(error) };
    }
  }
}

type Reply =
  | { readonly kind: 'reply'; readonly status: number; readonly text: string }
  | { readonly kind: 'none'; readonly reason: string };

const UNREADABLE = { state: 'unknown', reason: 'the answer cannot be read' } as const;

const textOf = (reply: Reply): string => (reply.kind === 'reply' ? reply.text : '');

/** Why a reply says nothing of what was asked; null where it has something to read. */
function failureOf(reply: Reply): { readonly state: 'refused' | 'unknown'; readonly reason: string } | null {
  if (reply.kind === 'none') return { state: 'unknown', reason: reply.reason };
  const { status, text } = reply;
  if (status >= 400 && status < 500 && !PASSING_REFUSALS.includes(status)) {
    return { state: 'refused', reason: `${status}: ${reasonText(reasonIn(text), 'refused')}` };
  }
  return status < 200 || status > 299 ? { state: 'unknown', reason: `HTTP ${status}` } : null;
}

function reasonIn(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'reason' in body ? body.reason : undefined;
  } catch {
    return undefined;
  }
}

function lineFailure(error: unknown): string {
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return 'no answer in time';
  return typeof cause?.code === 'string' ? `the line failed: ${cause.code}` : 'the line failed';
}
