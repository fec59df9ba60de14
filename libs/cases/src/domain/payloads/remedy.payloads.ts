import { degreesE6, fields, flag, listOf, optional, text, type ShapesOf } from './shape-checks';

/** Remediation and replacement. */
export interface RemedyPayloads {
  give_up: { text: string };
  attest: {
    step: string;
    /** The file that proves it, by the id under which it was put in. */
    proofId?: string | null;
    text?: string | null;
    /** How the merchant told it, where staff attest for the merchant. */
    onBehalfChannel?: string | null;
    /** Of a replacement: that the step cannot be done, which takes back what was done; `text` says why. */
    failed?: boolean | null;
    /** Of a replacement: the new device, the numbers it shows, what is refiled, which tests passed, where it stands. */
    serialNo?: string | null;
    merchantNo?: string | null;
    terminalNo?: string | null;
    settlementAccount?: string | null;
    installationAddress?: string | null;
    passedTests?: readonly string[] | null;
    place?: { latE6: number; lonE6: number } | null;
  };
  /** `passed` false gives the step back to be attested anew; `text` says why. */
  verify: { step: string; passed: boolean; text?: string | null };
}

export const REMEDY_SHAPES: ShapesOf<RemedyPayloads> = {
  give_up: fields({}),
  attest: fields({
    step: text,
    proofId: optional(text),
    text: optional(text),
    onBehalfChannel: optional(text),
    failed: optional(flag),
    serialNo: optional(text),
    merchantNo: optional(text),
    terminalNo: optional(text),
    settlementAccount: optional(text),
    installationAddress: optional(text),
    passedTests: optional(listOf(text)),
    place: optional(fields({ latE6: degreesE6, lonE6: degreesE6 })),
  }),
  verify: fields({ step: text, passed: flag, text: optional(text) }),
};
