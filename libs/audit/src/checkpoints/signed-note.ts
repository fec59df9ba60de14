import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/**
 * Signed notes as transparency logs write them (C2SP signed-note): a text that ends in a newline, an empty line, and
 * signatures `— <key name> <base64 of key id and signature>`. Lines of keys that are not known say nothing.
 */
export interface NoteKey {
  readonly name: string;
  /** Four bytes of a hash over name and key, so that a note says by which key it was signed. */
  readonly id: Buffer;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Buffer;
}

export interface NoteSigner extends NoteKey {
  readonly privateKey: KeyObject;
}

const ED25519 = 1;
/** What stands before 32 bytes of an Ed25519 key in PKCS #8 and in SubjectPublicKeyInfo (RFC 8410). */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const SIGNATURE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/;

/** @param seed 32 random bytes, from which Ed25519 makes its keys. */
export function noteSigner(name: string, seed: Buffer): NoteSigner {
  const privateKey = createPrivateKey({
    key: Buffer.concat([PRIVATE_HEAD, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const publicKey = der.subarray(PUBLIC_HEAD.length);
  return { name, id: keyId(name, publicKey), publicKey, privateKey };
}

/** The key as auditors keep it: `<name>+<key id, hex>+<base64 of 0x01 and the key>`. */
export const keyText = ({ name, id, publicKey }: NoteKey): string =>
  `${name}+${id.toString('hex')}+${Buffer.concat([Buffer.of(ED25519), publicKey]).toString('base64')}`;

/** Null where the text is no such key. */
export function readKey(text: string): NoteKey | null {
  const [, name = '', hex = '', base64 = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text.trim()) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 33 || bytes[0] !== ED25519) return null;
  const publicKey = bytes.subarray(1);
  const id = keyId(name, publicKey);
  return id.toString('hex') === hex ? { name, id, publicKey } : null;
}

/** @param text ends in a newline and has no empty line. */
export function signNote(text: string, signer: NoteSigner): string {
  const signature = sign(null, Buffer.from(text), signer.privateKey);
  return `${text}\n— ${signer.name} ${Buffer.concat([signer.id, signature]).toString('base64')}\n`;
}

/** The text that this key signed, or null. */
export function openNote(note: string, key: NoteKey): string | null {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return null;
  const text = note.slice(0, end + 1);
  const publicKey = createPublicKey({
    key: Buffer.concat([PUBLIC_HEAD, key.publicKey]),
    format: 'der',
    type: 'spki',
  });
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name, base64 = ''] = SIGNATURE.exec(line) ?? [];
    const bytes = Buffer.from(base64, 'base64');
    if (name !== key.name || !bytes.subarray(0, 4).equals(key.id)) continue;
    if (verify(null, Buffer.from(text), publicKey, bytes.subarray(4))) return text;
  }
  return null;
}

const keyId = (name: string, publicKey: Uint8Array): Buffer =>
  createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.of(ED25519))
    .update(publicKey)
    .digest()
    .subarray(0, 4);
