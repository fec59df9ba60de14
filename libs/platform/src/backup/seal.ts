import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';

const TAG_BYTES = { open: 32, sealed: 16 } as const;

/** Guards the frames of an archive, one after the other; whoever reads goes through them in the same order. */
export interface Seal {
  readonly tagBytes: number;
  close(head: Buffer, payload: Buffer): { readonly bytes: Buffer; readonly tag: Buffer };
  /** Null where the frame is not what was written at this place. */
  open(head: Buffer, bytes: Buffer, tag: Buffer): Buffer | null;
}

/**
 * With a key: AES-256-GCM under a key of this archive's own, the frame's number as its nonce, so that none can be altered,
 * left out, moved or made by anybody else. Without: hashes in a chain, which find what breaks by itself and not a forger.
 */
export const sealOf = (key: Buffer | null, salt: Buffer): Seal =>
  key === null ? new HashChain(salt) : new Sealed(key, salt);

class HashChain implements Seal {
  readonly tagBytes = TAG_BYTES.open;

  constructor(private before: Buffer) {}

  close(head: Buffer, payload: Buffer): { bytes: Buffer; tag: Buffer } {
    const tag = createHash('sha256').update(this.before).update(head).update(payload).digest();
    this.before = tag;
    return { bytes: payload, tag };
  }

  open(head: Buffer, bytes: Buffer, tag: Buffer): Buffer | null {
    return this.close(head, bytes).tag.equals(tag) ? bytes : null;
  }
}

class Sealed implements Seal {
  readonly tagBytes = TAG_BYTES.sealed;
  private readonly key: Buffer;
  private frame = 0n;

  constructor(key: Buffer, salt: Buffer) {
    this.key = Buffer.from(hkdfSync('sha256', key, salt, 'thaw backup', 32));
  }

  close(head: Buffer, payload: Buffer): { bytes: Buffer; tag: Buffer } {
    const cipher = createCipheriv('aes-256-gcm', this.key, this.nonce()).setAAD(head);
    const bytes = Buffer.concat([cipher.update(payload), cipher.final()]);
    return { bytes, tag: cipher.getAuthTag() };
  }

  open(head: Buffer, bytes: Buffer, tag: Buffer): Buffer | null {
    const decipher = createDecipheriv('aes-256-gcm', this.key, this.nonce(), {
      authTagLength: TAG_BYTES.sealed,
    })
      .setAAD(head)
      .setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(bytes), decipher.final()]);
    } catch {
      return null;
    }
  }

  private nonce(): Buffer {
    const nonce = Buffer.alloc(12);
    nonce.writeBigUInt64BE(this.frame++, 4);
    return nonce;
  }
}
