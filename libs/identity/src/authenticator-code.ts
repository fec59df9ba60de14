import { createHash, randomBytes } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';

const STEP_SECONDS = 30;
/** A clock that is half a minute off, or a code that was typed slowly. */
const TOLERANCE_SECONDS = 30;
/** 120 random bits: nobody tries them, so that a plain hash keeps them (ASVS 5.0, 6.5.2). */
const RECOVERY_BYTES = 15;
const RECOVERY_CODES = 10;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A new secret of 160 bits in base32, as authenticators read it. */
export const newFactorSecret = (): string => generateSecret();

/** What is shown as a QR code: `otpauth://totp/Thaw:login?secret=…&issuer=Thaw`. */
export const factorUri = (login: string, secret: string): string =>
  generateURI({ issuer: 'Thaw', label: login, secret });

/**
 * The time step of which this is the code, or null where it is none of the steps about now.
 * @param after the step of the last code that was right; no step up to it counts.
 */
export function stepOf(secret: string, code: string, after: number | null, now: Date): number | null {
  const epoch = Math.floor(now.getTime() / 1000);
  // Where the clock was set back, nothing that is of now is newer than what was used.
  if (after !== null && after > Math.floor((epoch + TOLERANCE_SECONDS) / STEP_SECONDS)) return null;
  const result = verifySync({
    secret,
    token: code,
    epoch,
    epochTolerance: TOLERANCE_SECONDS,
    ...(after !== null && { afterTimeStep: after }),
  });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

export const isAuthenticatorCode = (given: string): boolean => /^\d{6}$/.test(given);

/** Ten, each good once: `ABCD-EFGH-…`, told only now. */
export const newRecoveryCodes = (): readonly string[] =>
  Array.from({ length: RECOVERY_CODES }, () => grouped(base32(randomBytes(RECOVERY_BYTES))));

/** However it is typed: in small letters, with spaces or without the dashes. */
export const hashRecoveryCode = (code: string): Buffer =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[^A-Z2-7]/g, ''), 'ascii')
    .digest();

const grouped = (text: string): string => (text.match(/.{4}/g) ?? []).join('-');

/** Five bits a sign; whole bytes of five make whole signs. */
function base32(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 5) {
    let five = BigInt(`0x${bytes.subarray(at, at + 5).toString('hex')}`);
    let signs = '';
    for (let i = 0; i < 8; i++) {
      signs = BASE32.charAt(Number(five % 32n)) + signs;
      five /= 32n;
    }
    text += signs;
  }
  return text;
}
