import type { Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import type { FreezeCase } from '../entities';
import type { CaseRows } from './case-rows.query';

/** What facts are read about: a case that the transaction holds locked, and who wants to act on it. */
export interface FactsAbout {
  readonly tx: Tx;
  readonly freezeCase: FreezeCase;
  readonly actor: Actor;
  readonly rows: CaseRows;
}

/** Reads the facts of one subject. */
export interface FactsReader<Facts> {
  read(about: FactsAbout): Promise<Facts>;
}
