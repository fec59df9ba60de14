import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Sends a form with one file, as it is made, and gives the answer: it may come while the file is still being sent. */
export async function streamUpload(
  url: string,
  token: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { fields = {}, language = 'en' }: { fields?: Readonly<Record<string, string>>; language?: string } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const boundary = `test-${randomUUID()}`;
  async function* form(): AsyncGenerator<Uint8Array, void, undefined> {
    for (const [name, value] of Object.entries(fields)) {
      yield Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      );
    }
    yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n`);
    // A piece of no length would end the body.
    for await (const piece of content) if (piece.byteLength > 0) yield piece;
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  }
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'accept-language': language,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    body: form(),
    duplex: 'half',
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const SAMPLE_MS = 10;

/** By how many megabytes a process grows, at most, while something is done to it. */
export async function growthOf<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ grown: number; result: T }> {
  const before = residentMb(pid);
  let peak = before;
  const sampling = setInterval(() => (peak = Math.max(peak, residentMb(pid))), SAMPLE_MS);
  try {
    const result = await work();
    return { grown: Math.max(peak, residentMb(pid)) - before, result };
  } finally {
    clearInterval(sampling);
  }
}

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
