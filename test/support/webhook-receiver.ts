import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it came. */
export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answer = (response: ServerResponse) => void;

/** A machine client that hears of cases: it answers 204, or as a path is told to. */
export class WebhookReceiver {
  readonly heard: Heard[] = [];
  private readonly answers = new Map<string, Answer>();
  private readonly server = http.createServer((request, response) => {
    const { url: path = '', headers } = request;
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      this.heard.push({ path, headers, body });
      const answer = this.answers.get(path);
      if (answer) answer(response);
      else response.writeHead(204).end();
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Whatever connects, before it has said a word. */
  onConnection(call: () => void): void {
    this.server.on('connection', call);
  }

  /** From now on; null: 204 again. */
  answer(path: string, answer: Answer | number | null): void {
    if (answer === null) this.answers.delete(path);
    else
      this.answers.set(
        path,
        typeof answer === 'number' ? (response) => response.writeHead(answer).end() : answer,
      );
  }

  at(path: string): readonly Heard[] {
    return this.heard.filter((each) => each.path === path);
  }
}
