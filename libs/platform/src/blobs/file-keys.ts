import { randomBytes } from 'node:crypto';
import type { FileSettings } from '../config/file-settings';
import { openSecret, sealSecret } from '../sealed-secret';

const KEY_BYTES = 32;

/** How a stored file is sealed: its own key, under one of the configuration's. Both null: it is not. */
export interface Sealing {
  readonly keyId: string | null;
  readonly wrappedKey: Buffer | null;
}

export const PLAIN: Sealing = { keyId: null, wrappedKey: null };

/** The file's key is sealed under a key that is not among those configured, or the wrong one has its name. */
export class FileKeyMissing extends Error {
  constructor(readonly keyId: string) {
    super(`no file key of the configuration opens what is sealed under ${keyId}`);
    this.name = 'FileKeyMissing';
  }
}

/** Keys of files: one of the configuration writes, all of them read. */
export class FileKeys {
  constructor(private readonly keys: FileSettings['keys']) {}

  /** Under which new files are sealed; null: they are not. */
  get currentId(): string | null {
    return this.keys.current?.id ?? null;
  }

  static newKey(): Buffer {
    return randomBytes(KEY_BYTES);
  }

  /** @param blobKey where the file lies: wrapped for it, the key opens no other. */
  wrap(blobKey: string, fileKey: Buffer): Sealing {
    const { current } = this.keys;
    if (!current) throw new Error('there is no key to wrap by');
    return { keyId: current.id, wrappedKey: sealSecret(current.key, blobKey, fileKey.toString('base64')) };
  }

  /** @returns null for a file that lies plain. @throws FileKeyMissing */
  unwrap(blobKey: string, { keyId, wrappedKey }: Sealing): Buffer | null {
    if (keyId === null || wrappedKey === null) return null;
    const all = [...(this.keys.current ? [this.keys.current] : []), ...this.keys.old];
    const found = all.find(({ id }) => id === keyId);
    const opened = found ? openSecret(found.key, blobKey, wrappedKey) : null;
    if (opened === null) throw new FileKeyMissing(keyId);
    return Buffer.from(opened, 'base64');
  }
}
