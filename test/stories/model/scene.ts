import type { ActionName } from '@thaw/cases/domain';
import type { Mode } from '../../../apps/cli/src/gateway-simulator/behaviour';
import type { Dice } from './dice';

/** What a person finds on a case; of a merchant, less. */
export interface SeenCase {
  readonly number: string;
  readonly version: number;
  readonly state: string;
  readonly reason: { readonly code: string; readonly outcomes: readonly string[] } | null;
  readonly measures: readonly { readonly id: string; readonly level: string; readonly scope: string; readonly liftedAt: string | null; readonly confirmedBy: string | null; readonly heldAmountFen: number | null }[];
  readonly commands: readonly { readonly id: string; readonly state: string; readonly purpose: string }[];
  readonly holds: readonly { readonly id: string; readonly releasedAt: string | null }[];
  readonly evidence: { readonly items: readonly SeenItem[]; readonly slips?: readonly { readonly id: string; readonly revision: number; readonly state: string; readonly answeredAt: string | null; readonly assessment: string | null }[]; readonly request?: { readonly returnsTo: string; readonly requestedBy: string } | null };
  readonly clocks: readonly { readonly kind: string; readonly dueAt: string | null; readonly stoppedAt: string | null }[];
  readonly objections: readonly { readonly answered: boolean }[];
  readonly remediation?: { readonly steps: readonly { readonly code: string; readonly state: string; readonly proof: string; readonly suppliedBy?: string }[]; readonly replacement?: { readonly next: number | null; readonly steps: readonly { readonly code: string }[] } | null };
  readonly termination?: { readonly statement: { readonly id: string } | null } | null;
  readonly undeliveredLetters?: readonly { readonly id: string }[];
  readonly majorEvents?: readonly { readonly receiptNo: string | null }[];
  readonly proposals?: readonly { readonly state: string; readonly outcome: string; readonly proposedBy: string }[];
  readonly actions: readonly { readonly action: ActionName; readonly allowed: boolean }[];
} // prettier-ignore

export interface SeenItem {
  readonly id: string;
  readonly code: string;
  readonly supplier?: string;
  readonly required: boolean;
  readonly state: string;
  readonly files: readonly unknown[];
}

/** What a person can read on the terminal and in the store room. */
export interface ShopNumbers {
  readonly merchantNo: string;
  readonly terminalNo: string;
  readonly settlementAccount: string;
  /** Of a device that is registered and at work nowhere. */
  readonly freshSerialNo: () => string;
}

/** What a step is to lead to, where it is not left to chance. */
export interface Wish {
  readonly outcomes?: readonly string[];
  /** Slips of single sales are asked for, too. */
  readonly slips?: boolean;
  /** What is assigned goes back to its queue. */
  readonly toNobody?: boolean;
  /** What is done goes well: no step fails, none is sent back. */
  readonly surely?: boolean;
  /** How the terminal system takes what the step orders. */
  readonly terminalSystem?: Mode;
}

/** What somebody acts upon. */
export interface Scene {
  readonly wish: Wish;
  readonly seen: SeenCase;
  readonly role: 'merchant' | 'agent' | 'supervisor' | 'reviewer';
  readonly now: Date;
  readonly dice: Dice;
  readonly colleagues: readonly string[];
  readonly shop: ShopNumbers;
  readonly findings: () => Promise<readonly { readonly id: string; readonly weight?: number }[]>;
  /** What the open request asks for, as its letter says: ids of items. */
  readonly asked: () => Promise<readonly string[]>;
  /** A file of the case put in by the actor, where the action wants proof. @returns its id. */
  readonly file: (kind: 'authority' | 'proof') => Promise<string | undefined>;
}

/** What people of the model write. */
export const TEXT = 'as seen';
