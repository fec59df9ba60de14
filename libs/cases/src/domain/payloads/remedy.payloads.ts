import { fields, flag, optional, text, type ShapesOf } from './shape-checks';

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
  }),
  verify: fields({ step: text, passed: flag, text: optional(text) }),
};
