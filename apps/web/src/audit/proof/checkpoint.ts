import { fromBase64, isSame, sha256, toHex, type Bytes } from './tree';

/** What a desk vouches for: so many records, with this root, at this time (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
  readonly at: string;
}

interface Key {
  readonly name: string;
  readonly id: Bytes;
  readonly publicKey: Bytes;
}

const ED25519 = 1;
const ROOT_BYTES = 32;

/**
 * What the note says, where this key signed it.
 * @param keyText as auditors keep it: `<name>+<key id>+<base64>`.
 * @returns null where it did not, or where the note or the key is none.
 */
export async function openCheckpoint(note: string, keyText: string): Promise<Checkpoint | null> {
  const key = await readKey(keyText);
  const end = note.lastIndexOf('\n\n');
  if (!key || end < 0 || !note.endsWith('\n')) return null;
  const text = note.slice(0, end + 1);
  const signer = await crypto.subtle.importKey('raw', key.publicKey, 'Ed25519', false, ['verify']);
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name, base64 = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = fromBase64(base64);
    if (name !== key.name || !bytes || !isSame(bytes.slice(0, 4), key.id)) continue;
    const isSigned = await crypto.subtle.verify(
      'Ed25519',
      signer,
      bytes.slice(4),
      new TextEncoder().encode(text),
    );
    const said = isSigned ? readText(text) : null;
    if (said?.origin === key.name) return said;
  }
  return null;
}

async function readKey(text: string): Promise<Key | null> {
  const [, name = '', hex = '', base64 = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text.trim()) ?? [];
  const bytes = fromBase64(base64);
  if (bytes?.length !== 33 || bytes[0] !== ED25519) return null;
  const id = (await sha256(new TextEncoder().encode(`${name}\n`), bytes)).slice(0, 4);
  return toHex(id) === hex ? { name, id, publicKey: bytes.slice(1) } : null;
}

function readText(text: string): Checkpoint | null {
  const [origin = '', count = '', hash = '', ...more] = text.split('\n');
  const root = fromBase64(hash);
  const at = more.find((line) => line.startsWith('time '))?.slice('time '.length) ?? '';
  if (!/^(0|[1-9]\d{0,15})$/.test(count) || root?.length !== ROOT_BYTES) return null;
  return Number.isNaN(Date.parse(at)) ? null : { origin, size: Number(count), root, at };
}
