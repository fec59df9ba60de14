import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { PAGE_LIMIT_MAX, type Locale } from '@thaw/kernel';

/** What the desk tells of an import, as far as the command line shows it. */
export interface ImportReceipt {
  readonly id: string;
  readonly fileName: string;
  readonly duplicateOf: string | null;
  readonly state: 'queued' | 'running' | 'finished' | 'failed' | 'cancelled' | 'refused';
  readonly linesTotal: number;
  readonly linesDone: number;
  readonly sizeBytes: number;
  readonly bytesDone: number;
  readonly percent: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly failure: { readonly zh: string; readonly en: string } | null;
}

/** Of a file of several terminals. */
export interface RoutedReceipt extends ImportReceipt {
  readonly terminals: number;
  /** Bad lines that are no terminal's. */
  readonly unrouted: number;
}

/** What of such a file one terminal got. */
export interface RoutedPart extends ImportReceipt {
  readonly merchantNo: string;
  readonly terminalNo: string;
}

/** How the desk serves an import: one of a terminal, or a file of several with all of theirs. */
export type ImportKind = 'imports' | 'routed-imports';

/** The desk has refused; its own words, in the language asked for. */
export class DeskRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'DeskRefusal';
  }
}

/** Nobody answers at the address, or something that is no desk. */
export class DeskUnreachable extends Error {
  constructor(
    readonly url: string,
    cause: unknown,
  ) {
    super(`no desk at ${url}`, { cause });
    this.name = 'DeskUnreachable';
  }
}

/** Speaks to the desk over HTTP. */
export class DeskClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
    private readonly locale: Locale,
  ) {}

  /**
   * Streams the file as a form, its text fields first.
   * @param sent told after each piece how many bytes of the file are on their way.
   * @throws DeskRefusal · DeskUnreachable · the file system's own errors
   */
  async send<T = ImportReceipt>(
    door: string,
    fields: Readonly<Record<string, string>>,
    file: string,
    sent: (bytes: number) => void = () => undefined,
  ): Promise<T> {
    const boundary = `thaw-${randomUUID()}`;
    let fileError: unknown = null;
    const note = (error: unknown): void => void (fileError = error);
    try {
      return await this.json<T>(door, {
        method: 'POST',
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: form(boundary, fields, file, note, sent),
        duplex: 'half',
      });
    } catch (error) {
      throw fileError ?? error;
    }
  }

  async import(kind: ImportKind, id: string): Promise<ImportReceipt> {
    return this.json<ImportReceipt>(`/v1/${kind}/${id}`, {});
  }

  /** Ends the import before its time. @throws DeskRefusal where it has ended, or may not stop any more */
  async cancel(kind: ImportKind, id: string): Promise<ImportReceipt> {
    return this.json<ImportReceipt>(`/v1/${kind}/${id}/cancel`, { method: 'POST' });
  }

  /** The reject file, as it comes. */
  async rejects(kind: ImportKind | 'prevention/imports', id: string): Promise<AsyncIterable<Uint8Array>> {
    const { body } = await this.ask(`/v1/${kind}/${id}/rejects`, {});
    return body ?? emptyBody();
  }

  /** What each terminal got of a file of several, by their numbers. */
  async parts(id: string): Promise<readonly RoutedPart[]> {
    const parts: RoutedPart[] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const page: { readonly items: readonly RoutedPart[]; readonly next: string | null } = await this.json(
        `/v1/routed-imports/${id}/imports?limit=${PAGE_LIMIT_MAX}${cursor}`,
        {},
      );
      parts.push(...page.items);
      next = page.next;
    }
    return parts;
  }

  /** @throws DeskRefusal · DeskUnreachable */
  async get<T>(path: string): Promise<T> {
    return this.json<T>(path, {});
  }

  /** @throws DeskRefusal · DeskUnreachable */
  async post<T>(path: string, body: unknown): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    return this.json<T>(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  private async json<T>(path: string, init: RequestInit): Promise<T> {
    const response = await this.ask(path, init);
    try {
      return (await response.json()) as T;
    } catch (error) {
      throw new DeskUnreachable(this.url, error);
    }
  }

  private async ask(path: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${this.key}`, 'accept-language': this.locale, ...init.headers };
    let response: Response;
    try {
      response = await fetch(`${this.url}${path}`, { ...init, headers, redirect: 'error' });
    } catch (error) {
      throw new DeskUnreachable(this.url, error);
    }
    if (!response.ok) throw await refusalOf(response);
    return response;
  }
}

async function* form(
  boundary: string,
  fields: Readonly<Record<string, string>>,
  file: string,
  failed: (error: unknown) => void,
  sent: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const part = (disposition: string, text: string): Buffer =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n${text}`);
  for (const [name, value] of Object.entries(fields)) yield part(`name="${name}"`, `\r\n${value}\r\n`);
  yield part(
    `name="file"; filename="${quotable(basename(file))}"`,
    'content-type: application/octet-stream\r\n\r\n',
  );
  try {
    let bytes = 0;
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      yield chunk;
      sent((bytes += chunk.length));
    }
  } catch (error) {
    failed(error);
    throw error;
  }
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

/** As browsers write it (HTML, multipart/form-data). */
const quotable = (name: string): string =>
  name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

async function refusalOf(response: Response): Promise<DeskRefusal> {
  const problem = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  const words = ['title', 'detail', 'action'].flatMap((member) =>
    typeof problem[member] === 'string' ? [problem[member]] : [],
  );
  return new DeskRefusal(response.status, words.join('\n') || `HTTP ${response.status}`);
}

async function* emptyBody(): AsyncGenerator<Uint8Array, void, undefined> {}
