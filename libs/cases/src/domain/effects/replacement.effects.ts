/** What each step of a replacement brings beside its mark. */
export type ReplacementStepDetail =
  | { readonly number: 1 | 2 | 4 | 6 | 7 | 8 }
  | { readonly number: 3; readonly serialNo: string }
  | { readonly number: 5; readonly settlementAccount: string; readonly installationAddress: string };

/** Replacement of a device, step by step. */
export type ReplacementEffect =
  | {
      readonly kind: 'do_replacement_step';
      readonly step: ReplacementStepDetail;
      readonly proofId: string | null;
    }
  | { readonly kind: 'verify_replacement' }
  /** What was done on the device is to be done again. */
  | { readonly kind: 'reopen_replacement' }
  | { readonly kind: 'complete_replacement' }
  | { readonly kind: 'abandon_replacement'; readonly as: 'failed' | 'given_up' | 'overturned' };
