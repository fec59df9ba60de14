import { wholeNumber } from './validators';

/** How long what cases hold is kept once they are closed. */
export const RETENTION_SCHEMA = {
  // China's Anti-Money Laundering Law of 2024 keeps records of clients and transactions for ten years at least.
  THAW_CASE_YEARS: wholeNumber(
    10,
    100,
  )({ default: 10, desc: 'Years for which cases keep words and files once they are closed, at least 10' }),
  THAW_SLIP_YEARS: wholeNumber(
    2,
    100,
  )({
    default: 10,
    desc: 'Years for which they keep slips of single sales (E01), at least 2',
  }),
};

export interface RetentionSettings {
  readonly caseYears: number;
  readonly slipYears: number;
}

export const retentionOf = (values: {
  readonly THAW_CASE_YEARS: number;
  readonly THAW_SLIP_YEARS: number;
}): RetentionSettings => ({ caseYears: values.THAW_CASE_YEARS, slipYears: values.THAW_SLIP_YEARS });
