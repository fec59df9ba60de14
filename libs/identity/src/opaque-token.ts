import { createHash, randomBytes } from 'node:crypto';

/** What a bearer token opens: a person's session (`ths_`) or a machine client's key (`thk_`). */
export type TokenKind = 'ths' | 'thk';

const FORM = /^(ths|thk)_[A-Za-z0-9_-]{43}$/;

/** 256 random bits behind a prefix that secret scanners and people can recognise. */
export const newToken = (kind: TokenKind): string => `${kind}_${randomBytes(32).toString('base64url')}`;

/** Only this is stored. A plain hash is enough: nobody can try 2^256 tokens, as they can passwords. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token, 'ascii').digest();

/** null where it is no token of ours, so that nobody's free text reaches the database. */
export const tokenKind = (bearer: string): TokenKind | null => {
  const [, kind] = FORM.exec(bearer) ?? [];
  return kind === 'ths' || kind === 'thk' ? kind : null;
};
