import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, isUniqueViolation, type Tx } from '@thaw/platform';
import { actingUser } from '../effects/acting-user';
import { Macro } from '../entities';
import { maskTexts } from '../mask-texts';
import { needQueue, notYourOwn, sharedColumns, takenName, type SharedTerms } from '../replies/shared-terms';
import { readMacroSteps } from './macro-steps';
import { MacrosQuery, type MacroInList } from './macros.query';

export interface MacroDraft extends SharedTerms {
  /** Checked here: see `readMacroSteps`. */
  readonly steps: unknown;
}

/** Each person: more than anybody looks through. */
const MACROS_MOST = 100;

/** Saves, changes, shares and removes the macros of a person. */
@Injectable()
export class Macros {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly query: MacrosQuery,
  ) {}

  /** @throws DomainError INVALID_REQUEST · FORBIDDEN to share · ALREADY_EXISTS for a second one of one name. */
  async create(actor: Actor, draft: MacroDraft): Promise<MacroInList> {
    const columns = columnsOf(actor, draft);
    const id = randomUUID();
    await this.database.asActor(actor, async (tx) => {
      const [ownerId, now] = [actingUser(actor), this.clock.now()];
      if ((await tx.countBy(Macro, { ownerId })) >= MACROS_MOST) throw tooMany();
      await needQueue(tx, columns.queue);
      await once(() =>
        tx.insert(Macro, { ...columns, id, ownerId, version: 1, createdAt: now, changedAt: now }),
      );
    });
    return this.query.get(actor, id);
  }

  /** @throws DomainError as {@link create} · NOT_FOUND · TEXT_CHANGED */
  async change(actor: Actor, id: string, version: number, draft: MacroDraft): Promise<MacroInList> {
    const columns = columnsOf(actor, draft);
    await this.database.asActor(actor, async (tx) => {
      await this.lockOwn(tx, actor, id, version);
      await needQueue(tx, columns.queue);
      await once(() =>
        tx.update(Macro, { id }, { ...columns, version: version + 1, changedAt: this.clock.now() }),
      );
    });
    return this.query.get(actor, id);
  }

  /** @throws DomainError NOT_FOUND · FORBIDDEN · TEXT_CHANGED */
  async remove(actor: Actor, id: string, version: number): Promise<void> {
    await this.database.asActor(actor, async (tx) => {
      await this.lockOwn(tx, actor, id, version);
      await tx.delete(Macro, { id });
    });
  }

  private async lockOwn(tx: Tx, actor: Actor, id: string, version: number): Promise<void> {
    const seen = await this.query.find(tx, actor, id);
    if (seen.ownerId !== actingUser(actor)) throw notYourOwn();
    const own = await tx.findOne(Macro, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!own) throw new DomainError('NOT_FOUND');
    if (own.version !== version) throw new DomainError('TEXT_CHANGED', { extra: { version: own.version } });
  }
}

const columnsOf = (actor: Actor, draft: MacroDraft) => ({
  ...sharedColumns(actor, 'macro.share', draft),
  steps: readMacroSteps(maskTexts(draft.steps, 'steps')),
});

const tooMany = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    detail: {
      zh: `每人最多 ${MACROS_MOST} 个宏，请先删除不用的。`,
      en: `A person keeps ${MACROS_MOST} macros at most: remove one that is not used.`,
    },
  });

async function once(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw isUniqueViolation(error, 'macro_name') ? takenName() : error;
  }
}
