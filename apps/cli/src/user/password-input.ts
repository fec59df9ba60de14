import { createInterface } from 'node:readline';
import { Writable, type Readable } from 'node:stream';
import type { UserIo } from './user-io';

/** Far more than any password; a wrong pipe must not fill the memory. */
const STDIN_LIMIT = 4096;

/** All of standard input but for one line end, as `printf %s "$PASSWORD" |` and `echo … |` both send it. */
export async function readAll(stdin: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > STDIN_LIMIT) break;
  }
  return text.replace(/\r?\n$/, '');
}

/** Asks twice without echo; null where the two differ or the asking was broken off (Ctrl-C, end of input). */
export async function askNewPassword(io: Pick<UserIo, 'stdin' | 'err'>): Promise<string | null> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: io.stdin, output: silent, terminal: true });
  // An iterator keeps what is typed or pasted ahead of the second question.
  const lines = prompt[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string | null> => {
    io.err(question);
    const line = await lines.next();
    io.err('\n');
    return line.done ? null : line.value;
  };
  try {
    const first = await ask('密码 Password: ');
    if (first === null) return null;
    const second = await ask('再输一次 Once more: ');
    if (first === second || second === null) return second;
    io.err('两次输入不一致。  The two differ.\n');
    return null;
  } finally {
    prompt.close();
  }
}
