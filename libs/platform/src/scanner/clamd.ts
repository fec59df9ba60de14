import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config';

/** Without a byte for so long, clamd is given up: it may be reading its signatures, which takes it half a minute. */
const SILENT_MS = 60_000;
const ANSWER_BYTES_MOST = 4_096;

/** clamd could not be asked, or did not say what it found. The file is as unknown as before. */
export class ScannerFailed extends Error {
  constructor(why: string, cause?: unknown) {
    super(`the malware scanner ${why}`, cause === undefined ? {} : { cause });
    this.name = 'ScannerFailed';
  }
}

/** ClamAV's clamd, by its own protocol: one connection a question. The npm client brings two thousand lines more, which run programs. */
@Injectable()
export class Clamd {
  private readonly at: NetConnectOpts | null;

  constructor(@Inject(CONFIG) config: Pick<Config, 'files'>) {
    this.at = config.files.scanner;
  }

  /** Where none is configured nothing is scanned, and whoever sees a file is told so. */
  get isConfigured(): boolean {
    return this.at !== null;
  }

  /** Of the program and its signatures, as it says it: another one may find other things. @throws ScannerFailed */
  async version(): Promise<string> {
    return this.ask('VERSION');
  }

  /**
   * @returns the name of what was found in it; null: nothing.
   * @throws ScannerFailed; what the content itself throws passes unchanged.
   */
  async scan(content: Readable): Promise<string | null> {
    const answer = await this.ask('INSTREAM', content);
    const found = /^stream: (.+) FOUND$/.exec(answer)?.[1];
    if (found !== undefined) return found;
    if (answer === 'stream: OK') return null;
    throw new ScannerFailed(`did not scan it: ${answer}`);
  }

  private async ask(command: string, content?: Readable): Promise<string> {
    if (!this.at) throw new ScannerFailed('is not configured');
    const socket = connect(this.at);
    socket.setTimeout(SILENT_MS, () => socket.destroy(new Error(`no word within ${SILENT_MS} ms`)));
    const answer = answerOf(socket);
    // It is waited for below; until then it must not pass for one that nobody heard.
    answer.catch(() => undefined);
    try {
      socket.write(`z${command}\0`);
      if (content) await send(content, socket);
      return await answer;
    } finally {
      socket.destroy();
      content?.destroy();
    }
  }
}

/** In chunks, each behind its length, and one of none at the end. */
async function send(content: Readable, socket: Socket): Promise<void> {
  for await (const piece of content as AsyncIterable<Buffer>) {
    // It may have heard enough, or be gone: its answer says which.
    if (!socket.writable) return;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    socket.write(length);
    if (!socket.write(piece)) await drained(socket);
  }
  if (socket.writable) socket.write(Buffer.alloc(4));
}

const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      socket.off('drain', go).off('close', go);
      resolve();
    };
    socket.once('drain', go).once('close', go);
  });

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let why: Error | undefined;
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      text += piece;
      const end = text.indexOf('\0');
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > ANSWER_BYTES_MOST) socket.destroy();
    });
    socket.on('error', (error) => (why = error));
    socket.on('close', () => reject(new ScannerFailed('cannot be reached or gave no answer', why)));
  });
}
