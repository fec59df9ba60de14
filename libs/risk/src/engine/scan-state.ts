import { types } from 'node:util';

/** How far a scan has come: plain, structured-cloneable data, to go on from after any record. */
export interface ScanState {
  readonly format: typeof SCAN_STATE_FORMAT;
  /** What the scan was set up with. State of one setup means nothing under another. */
  readonly setup: ScanSetupMark;
  /** Time of the last record; null before the first. */
  readonly lastAt: number | null;
  /** Local day and month of the last record that a rule saw; null before the first. */
  readonly lastDate: { readonly day: number; readonly month: number } | null;
  readonly counts: ScanCounts;
  /** By card token, the ids of its latest credit purchases that may still join a finding. */
  readonly uses: ReadonlyMap<string, readonly number[]>;
  /** By rule code. State per card lies in a Map named `cards` by card token, of which a part may be loaded. */
  readonly rules: Readonly<Record<string, unknown>>;
}

/** Raised whenever what is saved under a rule's version could be read otherwise: kept state of another format is made anew. */
export const SCAN_STATE_FORMAT = 3;

export interface ScanSetupMark {
  readonly rules: readonly {
    readonly code: string;
    readonly version: number;
    readonly parameters: Readonly<Record<string, number>>;
  }[];
  /**
   * The digest of the facts, see {@link factsDigest}. Facts that have grown are other facts, though it be by one
   * location fix: a rule may have judged by them already, so the state means nothing any more and the history is folded
   * anew. Who appends to saved state therefore keeps the facts with it, and takes up new ones with the next whole scan.
   */
  readonly facts: string;
  readonly timeZone: string;
  readonly currency: string;
}

export interface ScanCounts {
  /** All records that were fed. */
  readonly records: number;
  /** Those that the rules saw: approved purchases in the terminal's own currency. */
  readonly purchases: number;
  /** A record with several reasons counts under the first, in this order. */
  readonly excluded: {
    readonly notPurchase: number;
    readonly notApproved: number;
    readonly otherCurrency: number;
  };
  /** Of the purchases: in no rule about credit or debit cards. */
  readonly unknownCardType: number;
  /** Of the purchases: in no card rule. */
  readonly withoutCard: number;
}

const MAP_MARK = '$map';

/** State as JSON text; a Map becomes `{"$map": [[key, value], …]}`. */
export const encodeScanState = (state: ScanState): string =>
  JSON.stringify(state, (_name, value: unknown) => (types.isMap(value) ? { [MAP_MARK]: [...value] } : value));

/** @throws SyntaxError on text that is no JSON, Error on a state of another format. */
export function decodeScanState(text: string): ScanState {
  const state = JSON.parse(text, (_name, value: unknown) =>
    isMarkedMap(value) ? new Map(value[MAP_MARK]) : value,
  ) as ScanState | null;
  if (state?.format !== SCAN_STATE_FORMAT) {
    throw new Error(`scan state of format ${String(state?.format)}, not ${SCAN_STATE_FORMAT}`);
  }
  return state;
}

const isMarkedMap = (value: unknown): value is { [MAP_MARK]: [unknown, unknown][] } =>
  typeof value === 'object' && value !== null && Array.isArray((value as Record<string, unknown>)[MAP_MARK]);
