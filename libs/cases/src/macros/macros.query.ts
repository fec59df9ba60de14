import { Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Bilingual } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { actingUser } from '../effects/acting-user';
import { Macro, type SharedWith } from '../entities';
import { mineOrShared } from '../replies/shared-terms';
import type { MacroStep } from './macro-steps';

/** A macro as people see it. */
export interface MacroInList {
  readonly id: string;
  readonly version: number;
  readonly name: Bilingual;
  readonly kind: 'own' | 'shared';
  readonly sharedWith: SharedWith;
  readonly queue: string | null;
  readonly steps: readonly MacroStep[];
}

/** The macros that a person has. Never writes. */
@Injectable()
export class MacrosQuery {
  constructor(private readonly database: Database) {}

  /** Their own and what others share, by age. */
  async list(actor: Actor): Promise<readonly MacroInList[]> {
    return this.database.asActor(actor, async (tx) => {
      const found = await seen(tx, actor).orderBy('m.createdAt').addOrderBy('m.id').getMany();
      return found.map((macro) => macroInList(actor, macro));
    });
  }

  /** @throws DomainError NOT_FOUND, also for one that is not shared with the caller. */
  async get(actor: Actor, id: string): Promise<MacroInList> {
    return this.database.asActor(actor, async (tx) => macroInList(actor, await this.find(tx, actor, id)));
  }

  async find(tx: Tx, actor: Actor, id: string): Promise<Macro> {
    const found = await seen(tx, actor).andWhere('m.id = :id', { id }).getOne();
    if (!found) throw new DomainError('NOT_FOUND');
    return found;
  }
}

const seen = (tx: Tx, actor: Actor) =>
  tx.createQueryBuilder(Macro, 'm').where(mineOrShared(actor, 'm'), { userId: actingUser(actor) });

const macroInList = (actor: Actor, macro: Macro): MacroInList => ({
  id: macro.id,
  version: macro.version,
  name: { zh: macro.nameZh, en: macro.nameEn },
  kind: macro.ownerId === actingUser(actor) ? 'own' : 'shared',
  sharedWith: macro.sharedWith,
  queue: macro.queue,
  steps: macro.steps,
});
