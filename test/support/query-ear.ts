import { Client } from 'pg';

/** A statement as it was sent, COPY as the query it carries. */
export interface HeardQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Settings of its transaction, as SET LOCAL statements. */
  readonly settings: readonly string[];
}

type Send = (this: Client, ...sent: unknown[]) => unknown;

/** Hears every statement that this process sends to a database while `work` goes on. */
export async function hearQueries(work: () => Promise<unknown>): Promise<HeardQuery[]> {
  const heard: HeardQuery[] = [];
  const settings = new WeakMap<Client, string[]>();
  const prototype = Client.prototype as unknown as { query: Send };
  const send = prototype.query;
  prototype.query = function (...sent) {
    const [first, second] = sent;
    const text = typeof first === 'string' ? first : String((first as { text?: string }).text);
    const values = Array.isArray(second) ? second : ((first as { values?: unknown[] }).values ?? []);
    if (/^(START|BEGIN|COMMIT|ROLLBACK)/i.test(text)) settings.set(this, []);
    else if (text.startsWith('SET LOCAL')) settings.get(this)?.push(text);
    const [, query = text] = /^COPY \(([^]*)\) TO STDOUT/.exec(text) ?? [];
    heard.push({ sql: query, parameters: values, settings: [...(settings.get(this) ?? [])] });
    return send.apply(this, sent);
  };
  try {
    await work();
  } finally {
    prototype.query = send;
  }
  return heard;
}
