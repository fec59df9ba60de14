import { Injectable } from '@nestjs/common';
import { type Actor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { TerminalWords, type NumberedTerminal } from '@thaw/registry';
import type { TerminalWord } from '@thaw/registry/measures';
import { CaseRepository, snapshotOf } from '../case.repository';
import { CaseTransitions } from '../case-transitions.service';
import { decide, personasOf } from '../domain';

/** What the terminal system says of a case's terminal, asked while no transaction is open and no case is locked. */
@Injectable()
export class WordsOfTerminals {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
    private readonly words: TerminalWords,
  ) {}

  /**
   * The word that a dismissal rests on. Whatever would be refused in any case is refused first: nobody is asked for it,
   * and an answer that does not come hides nothing that is wrong here.
   * @throws DomainError as the lifecycle says · TERMINAL_SYSTEM_UNREACHABLE, and nothing was changed
   */
  async beforeDismissal(actor: Actor, number: string, payload: unknown): Promise<TerminalWord> {
    if (!this.words.canAsk) return { from: 'nobody' };
    return this.words.of(
      await this.database.asActor(actor, (tx) => this.terminalIfDismissible(tx, actor, number, payload)),
    );
  }

  private async terminalIfDismissible(
    tx: Tx,
    actor: Actor,
    number: string,
    payload: unknown,
  ): Promise<NumberedTerminal> {
    const freezeCase = await this.cases.get(tx, number, actor);
    const facts = await this.transitions.factsFor(tx, freezeCase, actor);
    const terminalWord: TerminalWord = { from: 'terminal_system', askedAt: facts.now, measures: [] };
    decide(
      'dismiss',
      snapshotOf(freezeCase),
      { ...facts, terminalWord },
      { actor, personas: personasOf(actor), payload },
    );
    const [terminal] = await tx.query<NumberedTerminal[]>(
      `SELECT m.merchant_no AS "merchantNo", t.terminal_no AS "terminalNo"
       FROM terminal t JOIN merchant m ON m.id = t.merchant_id WHERE t.id = $1`,
      [freezeCase.terminalId],
    );
    if (!terminal) throw new Error('a case has a terminal');
    return terminal;
  }
}
