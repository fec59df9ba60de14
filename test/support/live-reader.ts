import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';

export interface LiveMessage {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const PATIENCE_MS = 20_000;

/** Reads server-sent events as they come, until it is closed or the server ends them. */
export class LiveReader {
  readonly messages: LiveMessage[] = [];
  isOver = false;
  private rest = '';
  private heard: () => void = () => undefined;

  private constructor(
    private readonly sent: ClientRequest,
    readonly answer: IncomingMessage,
  ) {
    answer.setEncoding('utf8');
    answer.on('data', (chunk: string) => this.take(chunk));
    for (const end of ['end', 'error', 'close'] as const)
      answer.on(end, () => {
        this.isOver = true;
        this.heard();
      });
  }

  /** @param lastEventId from where it resumes. */
  static open(base: string, token: string, lastEventId?: string): Promise<LiveReader> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        `${base}/v1/live`,
        {
          agent: false,
          headers: {
            authorization: `Bearer ${token}`,
            ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
          },
        },
        (answer) => resolve(new LiveReader(sent, answer)),
      );
      sent.on('error', reject);
      sent.end();
    });
  }

  /** Of what the desk tells, without what the stream says of itself. */
  get told(): readonly LiveMessage[] {
    return this.messages.filter(({ event }) => event !== 'ready');
  }

  get lastId(): string | undefined {
    return this.messages.at(-1)?.id;
  }

  /** Until it holds of what was read. @throws Error with what was read where it never does. */
  async until(holds: (reader: LiveReader) => boolean): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!holds(this)) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`never came; read: ${JSON.stringify(this.messages)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** As a line that breaks. */
  cut(): void {
    this.sent.destroy();
  }

  private take(chunk: string): void {
    const parts = (this.rest + chunk).split('\n\n');
    this.rest = parts.pop() ?? '';
    for (const part of parts) {
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
      if (field('event') === '') continue;
      this.messages.push({
        id: field('id'),
        event: field('event'),
        data: JSON.parse(field('data')) as LiveMessage['data'],
      });
    }
    this.heard();
  }
}
