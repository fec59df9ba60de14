import { randomUUID } from 'node:crypto';
import type { Locale } from '@thaw/kernel';
import { DemoFailure } from './demo-failure';
import type { Call } from './teller';

/** An answer of the desk, with the call that it answers. */
export interface Answer<T> {
  readonly call: Call;
  readonly body: T;
}

/** RFC 9457, as the desk fills it in. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly rule?: string;
}

export interface Upload {
  /** In their order, before the file. */
  readonly fields: Readonly<Record<string, string>>;
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const PATIENCE_MS = 60_000;
const UPLOAD_PATIENCE_MS = 10 * 60_000;
const ANY_2XX = 0;

interface Sending {
  readonly body?: RequestInit['body'] | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** The status that is right here; any 2xx where nothing is said. */
  readonly expect?: number;
  readonly patienceMs?: number;
}

/** The desk's HTTP door as one person or machine knocks at it. */
export class Door {
  constructor(
    private readonly desk: string,
    private readonly locale: Locale,
    private readonly token: string | null = null,
  ) {}

  /** The same door with somebody's session or key. */
  as(token: string): Door {
    return new Door(this.desk, this.locale, token);
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.send<T>('GET', path, {});
  }

  /** @param expect the status that is right here, a refusal perhaps. */
  post<T>(
    path: string,
    body: object,
    { expect, headers }: { expect?: number; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer<T>> {
    return this.send<T>('POST', path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
      ...(expect === undefined ? {} : { expect }),
    });
  }

  delete(path: string): Promise<Answer<unknown>> {
    return this.send('DELETE', path, {});
  }

  /** Sends a file as it is read: a large one is never held in memory. */
  upload<T>(path: string, upload: Upload): Promise<Answer<T>> {
    const boundary = `thaw-demo-${randomUUID()}`;
    return this.send<T>('POST', path, {
      body: ReadableStream.from(formOf(boundary, upload)) as RequestInit['body'],
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      patienceMs: UPLOAD_PATIENCE_MS,
    });
  }

  private async send<T>(method: string, path: string, sending: Sending): Promise<Answer<T>> {
    const { body, headers, expect = ANY_2XX, patienceMs = PATIENCE_MS } = sending;
    const response = await fetch(`${this.desk}${path}`, {
      method,
      headers: {
        'accept-language': this.locale,
        ...headers,
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
      },
      ...(body === undefined ? {} : { body, duplex: 'half' }),
      signal: AbortSignal.timeout(patienceMs),
    }).catch((error: unknown) => {
      throw unreachable(this.desk, method, path, error);
    });
    const call: Call = { method, path, status: response.status };
    const text = await response.text();
    const right = expect === ANY_2XX ? response.ok : response.status === expect;
    if (!right) throw refused(call, text);
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { call, body: (isJson ? JSON.parse(text) : text) as T };
  }
}

function* textParts(boundary: string, fields: Upload['fields']): Generator<string> {
  for (const [name, value] of Object.entries(fields)) {
    yield `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  }
}

async function* formOf(boundary: string, { fields, fileName, content }: Upload): AsyncGenerator<Uint8Array> {
  const name = fileName.replace(/["\r\n]/g, '_');
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  yield Buffer.from([...textParts(boundary, fields)].join('') + head);
  yield* content;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

/** What an answer that was not expected says, as far as it can be told. */
function refused({ method, path, status }: Call, text: string): DemoFailure {
  let said = text.slice(0, 300);
  try {
    const { code, title, detail, rule } = JSON.parse(text) as Partial<Problem>;
    said = [code, rule && `(${rule})`, detail ?? title].filter(Boolean).join(' ');
  } catch {
    // Not a problem of the desk's: shown as it came.
  }
  return new DemoFailure({
    zh: `${method} ${path} 得到 ${status}：${said}`,
    en: `${method} ${path} was answered ${status}: ${said}`,
  });
}

function unreachable(desk: string, method: string, path: string, error: unknown): DemoFailure {
  const cause = error instanceof Error ? error.cause : undefined;
  const why = String(
    (cause as { code?: string } | undefined)?.code ?? (error instanceof Error ? error.message : error),
  );
  return new DemoFailure({
    zh: `${desk} 没有应答（${method} ${path}：${why}）。Thaw 是否在运行？`,
    en: `${desk} did not answer (${method} ${path}: ${why}). Is Thaw running?`,
  });
}
