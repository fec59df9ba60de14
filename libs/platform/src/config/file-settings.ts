import { wholeNumber } from './validators';

/** Files of cases: what they may be, and how they are kept. */
export const FILE_SCHEMA = {
  THAW_EVIDENCE_LIMIT_BYTES: wholeNumber(1)({ default: 20 * 1024 ** 2, desc: 'Largest evidence file' }),
  THAW_PICTURE_PIXELS: wholeNumber(1)({
    default: 100_000_000,
    desc: 'Most pixels of a picture among evidence',
  }),
  THAW_MERCHANT_FILES: wholeNumber(1)({
    default: 5_000,
    desc: 'Most files that one merchant hands in, on all cases together',
  }),
  THAW_MERCHANT_BYTES: wholeNumber(1)({ default: 10 * 1024 ** 3, desc: 'Most bytes of all of them' }),
};

export interface FileSettings {
  /** Of one picture. */
  readonly mostPixels: number;
  /** Of one merchant, on all cases together. */
  readonly merchantFiles: number;
  readonly merchantBytes: number;
}

interface Values {
  readonly THAW_PICTURE_PIXELS: number;
  readonly THAW_MERCHANT_FILES: number;
  readonly THAW_MERCHANT_BYTES: number;
}

export function filesOf(values: Values): FileSettings {
  return {
    mostPixels: values.THAW_PICTURE_PIXELS,
    merchantFiles: values.THAW_MERCHANT_FILES,
    merchantBytes: values.THAW_MERCHANT_BYTES,
  };
}
