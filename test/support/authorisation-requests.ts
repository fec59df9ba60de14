import { randomUUID } from 'node:crypto';
import { png } from '../factories/freeze-case';
import type { Persona } from './authorisation-matrix';
import type { Ids } from './authorisation-world';
import type { RawRequest } from './raw-http';

interface Sent {
  readonly json?: unknown;
  readonly form?: { readonly fields?: Readonly<Record<string, string>>; readonly file: Buffer };
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the id of nothing. */
  readonly params?: Readonly<Record<string, string>>;
}

const NAME = { zh: '名', en: 'name' };
/** No version that anything has: whoever is let in changes nothing. */
const STALE = { headers: { 'if-match': '"99"' } };
const picture = (fields: Readonly<Record<string, string>> = {}): Sent => ({ form: { fields, file: png() } });
const history = (): Sent => ({
  form: { file: Buffer.from('occurred_at,amount\n2024-03-01T10:00:00,1.00\n') },
});
const keyed = (): Sent => ({ headers: { 'idempotency-key': randomUUID() } });

/**
 * What goes with an address whose object may be another's: as it must be, so that the question whose it is is reached. Where
 * there is no such object an empty body will do, since who may knock is asked before it is read.
 */
const REQUESTS: Readonly<Record<string, (ids: Ids, persona: Persona) => Sent>> = {
  'POST /v1/cases': ({ merchantNo, terminalNo }) => ({ json: { terminal: { merchantNo, terminalNo } } }),
  'POST /v1/cases/:number/actions/:action': (_, persona) => ({
    params: { action: persona === 'merchant' ? 'message' : 'note' },
    json: { text: 'seen' },
  }),
  'POST /v1/cases/:number/evidence/:itemId/files': (_, persona) =>
    picture(persona === 'merchant' ? {} : { onBehalfChannel: 'phone' }),
  'POST /v1/cases/:number/authority-documents': () => picture(),
  'POST /v1/cases/:number/proofs': () => picture(),
  'POST /v1/cases/:number/messages/files': () => picture(),
  'POST /v1/cases/:number/notes/files': () => picture(),
  'POST /v1/cases/:number/messages/read': ({ upToMessage }) => ({ json: { upTo: upToMessage } }),
  'POST /v1/cases/:number/notes/read': ({ upToNote }) => ({ json: { upTo: upToNote } }),
  'POST /v1/cases/:number/scans': () => ({ json: {} }),
  'POST /v1/cases/:number/quality/corrections': () => ({ json: { text: 'put right' } }),
  'POST /v1/cases/:number/legal-holds': () => ({ json: { reason: 'a dispute' } }),
  'POST /v1/cases/:number/satisfaction': () => ({ json: { mark: 5 } }),
  'POST /v1/cases/:number/macros/:id': () => ({ json: { version: 1 } }),
  'POST /v1/cases/:number/macros/:id/preview': () => ({ json: { version: 1 } }),
  'POST /v1/cases/:number/imports': history,
  'POST /v1/bulk-actions/:id/undo': keyed,
  'POST /v1/queues/:code/next': keyed,
  'PUT /v1/views/order': ({ id }) => ({ json: { ids: [id] } }),
  'PUT /v1/views/:id': () => ({ ...STALE, json: { name: NAME, listing: {} } }),
  'DELETE /v1/views/:id': () => STALE,
  'PUT /v1/reply-templates/:id': () => ({
    ...STALE,
    json: { name: NAME, body: { zh: '您好', en: 'hello' } },
  }),
  'DELETE /v1/reply-templates/:id': () => STALE,
  'POST /v1/reply-templates/:id/publish': () => STALE,
  'POST /v1/reply-templates/:id/preview': ({ number }) => ({ json: { number, draft: true } }),
  'PUT /v1/macros/:id': () => ({
    ...STALE,
    json: { name: NAME, steps: [{ do: 'note', text: 'seen' }] },
  }),
  'DELETE /v1/macros/:id': () => STALE,
  'POST /v1/notifications/read': ({ id }) => ({ json: { ids: [id] } }),
  'POST /v1/notifications/read-all': ({ id }) => ({ json: { through: id } }),
};

/** The routes that are given more than an address. */
export const REQUESTED = Object.keys(REQUESTS);

export function requestOf(
  route: string,
  ids: Ids,
  { persona, token }: { readonly persona: Persona; readonly token: string | null },
): RawRequest {
  const [method = '', pattern = ''] = route.split(' ');
  const sent: Sent = REQUESTS[route]?.(ids, persona) ?? (method === 'GET' ? {} : { json: {} });
  const url = pattern.replace(/:(\w+)/g, (_, name: string) => sent.params?.[name] ?? ids[name] ?? '');
  const headers = {
    'accept-language': 'en',
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...sent.headers,
  };
  if (sent.form) return { method, url, ...multipart(sent.form, headers) };
  if (sent.json === undefined) return { method, url, headers };
  return {
    method,
    url,
    headers: { ...headers, 'content-type': 'application/json' },
    payload: JSON.stringify(sent.json),
  };
}

function multipart(
  { fields = {}, file }: NonNullable<Sent['form']>,
  headers: Readonly<Record<string, string>>,
): { headers: Readonly<Record<string, string>>; payload: Buffer } {
  const texts = Object.entries(fields).map(
    ([name, value]) => `--XX\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const before = `${texts.join('')}--XX\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n`;
  return {
    headers: { ...headers, 'content-type': 'multipart/form-data; boundary=XX' },
    payload: Buffer.concat([Buffer.from(before), file, Buffer.from('\r\n--XX--\r\n')]),
  };
}
