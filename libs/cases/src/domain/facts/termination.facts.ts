import type { HeldGround } from '@thaw/registry/measures';

/** Money that a measure in force still holds. */
export interface HeldFact {
  readonly measureId: string;
  readonly ground: HeldGround | null;
  readonly releaseAt: Date | null;
}

/** What becomes of held money: it goes to the merchant, or stays on a named ground until an instant. */
export type FundsAfter =
  | { readonly measureId: string; readonly change: 'release' }
  | {
      readonly measureId: string;
      readonly change: 'hold';
      readonly ground: HeldGround;
      /** ISO. */
      readonly until: string;
    };

/** What one person says was done of a termination; it counts once another has countersigned. */
export interface TerminationStatement {
  readonly deviceRecovered: boolean;
  readonly batchSettled: boolean;
  /** `listedOn`: YYYY-MM-DD. */
  readonly listing: { readonly reference: string; readonly listedOn: string } | null;
  readonly funds: readonly FundsAfter[];
}

export interface SignedStatement extends TerminationStatement {
  readonly id: string;
  readonly signedBy: string;
  readonly countersignedBy: string | null;
}

export interface TerminationFacts {
  readonly termination: {
    /** The device at work; null: none. */
    readonly serialNo: string | null;
    /** The terminal system has settled its last batch and retired it. */
    readonly retired: boolean;
    readonly held: readonly HeldFact[];
    readonly statement: SignedStatement | null;
  };
}
