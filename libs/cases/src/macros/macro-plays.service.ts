import { Injectable } from '@nestjs/common';
import { DomainError, type Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import type { Played } from '../acting-in-turn';
import { CaseService } from '../case.service';
import { actionOf } from './macro-steps';
import { MacrosQuery } from './macros.query';

/**
 * Plays a macro on a case: its actions one after the other, as the person would take them, in one commit. The first that is
 * refused stops it, and nothing of it is done: a merchant is not told half of what was meant.
 */
@Injectable()
export class MacroPlays {
  constructor(
    private readonly database: Database,
    private readonly macros: MacrosQuery,
    private readonly cases: CaseService,
  ) {}

  /**
   * @param isRehearsal goes the whole way and takes everything back: it tells what playing it now would do, or what refuses.
   * @throws DomainError of the step that was refused, with `steps` and the number of it in `step` · NOT_FOUND · CASE_CHANGED
   */
  async play(
    actor: Actor,
    number: string,
    macroId: string,
    version: number,
    isRehearsal: boolean,
  ): Promise<Played> {
    if (actor.kind !== 'user') throw new DomainError('FORBIDDEN');
    const { steps } = await this.database.asActor(actor, (tx) => this.macros.find(tx, actor, macroId));
    return this.cases.actInTurn(
      actor,
      number,
      version,
      steps.map((step) => actionOf(step, actor)),
      isRehearsal,
    );
  }
}
