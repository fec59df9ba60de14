import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const PLACE_BYTES = 8;
const TAG_BYTES = 16;

/**
 * A place in the feed as its readers know it. It says nothing, not even whether it is another than before: a merchant who
 * could count places would see how busy the desk is, with a case of theirs or others.
 */
export class LivePlaces {
  private readonly key: Buffer;

  constructor(secret: Buffer) {
    this.key = createHmac('sha256', secret).update('a place in the live feed').digest();
  }

  seal(place: number): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const plain = Buffer.alloc(PLACE_BYTES);
    plain.writeBigUInt64BE(BigInt(place));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url');
  }

  /** Null for what is no place of this feed, or was sealed under another key. */
  open(text: string): number | null {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== NONCE_BYTES + PLACE_BYTES + TAG_BYTES || bytes.toString('base64url') !== text)
      return null;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES + PLACE_BYTES));
      const plain = Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES, NONCE_BYTES + PLACE_BYTES)),
        decipher.final(),
      ]);
      return Number(plain.readBigUInt64BE());
    } catch {
      return null;
    }
  }
}
