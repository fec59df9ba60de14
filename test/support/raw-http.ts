import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

export interface RawRequest {
  readonly method: string;
  /** Sent as it is. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string | Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const PATIENCE_MS = 3_000;

/** A client that corrects nothing: what a stranger sends is what arrives. */
export class RawHttp {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 50 });

  constructor(private readonly base: string) {}

  ask({ method, url, headers, payload }: RawRequest): Promise<RawAnswer> {
    const { hostname, port } = new URL(this.base);
    return new Promise((resolve, reject) => {
      const length = payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) };
      const sent = httpRequest(
        { hostname, port, method, path: url, headers: { ...length, ...headers }, agent: this.agent },
        (response) => {
          const chunks: Buffer[] = [];
          const answered = (): void =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString('utf8'),
            });
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', answered);
          if (!/^text\/event-stream/.test(response.headers['content-type'] ?? '')) return;
          // It never ends by itself, and that it began is the answer.
          answered();
          response.destroy();
        },
      );
      sent.on('error', reject);
      sent.setTimeout(PATIENCE_MS, () =>
        sent.destroy(new Error(`no answer within ${PATIENCE_MS} ms to ${method} ${url}`)),
      );
      sent.end(payload);
    });
  }

  /** Bytes that need not be HTTP; resolves with all that came back when the server hangs up. */
  exchange(bytes: string | Buffer): Promise<string> {
    const { hostname, port } = new URL(this.base);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('error', reject);
      socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
