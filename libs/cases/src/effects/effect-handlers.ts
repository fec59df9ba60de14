import type { Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import type { Effect } from '../domain';
import type { FreezeCase } from '../entities';

/** Where and when an effect takes place: the case as it is after the decision. */
export interface EffectContext {
  readonly tx: Tx;
  readonly freezeCase: FreezeCase;
  readonly actor: Actor;
  readonly now: Date;
  readonly fromMerchant: boolean;
}

/** One kind of effect, for the methods that carry it out. */
export type EffectOf<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

/** A handler for each kind of a subject's effects: the compiler asks for every one. */
export type EffectHandlers<E extends Effect> = {
  readonly [K in E['kind']]: (context: EffectContext, effect: EffectOf<K>) => Promise<void>;
};
