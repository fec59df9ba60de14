import { maskCardNumbers } from '@thaw/kernel';

/** From where somebody signs in. */
export interface SignInOrigin {
  /** The network address; guesses are counted by it too. */
  readonly address: string;
  /** What the program calls itself (`User-Agent`). */
  readonly client?: string | undefined;
}

const CLIENT_MAX = 200;

/** As it is kept for the owner of a session: of one line, and no longer than somebody reads. */
export function keptOrigin({ address, client }: SignInOrigin): {
  readonly address: string;
  readonly client: string | null;
} {
  const words = maskCardNumbers(client ?? '')
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim();
  return { address, client: [...words].slice(0, CLIENT_MAX).join('') || null };
}
