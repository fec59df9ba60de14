import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Clock } from '@thaw/kernel';
import { CLOCK } from '@thaw/platform';
import type { TerminalWord } from '../measures';
import { failureWords } from './failure-words';
import { TerminalGateway, type NumberedTerminal } from './terminal-gateway';

/** Asks the terminal system what it knows of a terminal. No transaction may be open while it is asked. */
@Injectable()
export class TerminalWords {
  constructor(
    private readonly gateway: TerminalGateway,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whether there is a terminal system; without one, people say what is so. */
  get canAsk(): boolean {
    return this.gateway.isConnected;
  }

  /** @throws DomainError TERMINAL_SYSTEM_UNREACHABLE where it does not answer, refuses to, or cannot be read. */
  async of(terminal: NumberedTerminal): Promise<TerminalWord> {
    if (!this.canAsk) return { from: 'nobody' };
    const askedAt = this.clock.now();
    const answer = await this.gateway.measuresOf(terminal);
    if (answer.state === 'told') return { from: 'terminal_system', askedAt, measures: answer.measures };
    throw new DomainError('TERMINAL_SYSTEM_UNREACHABLE', {
      rule: answer.state === 'refused' ? 'terminal_system.refused' : 'terminal_system.unreachable',
      detail: WORDS[answer.state](terminal.terminalNo, answer.reason),
    });
  }
}

const WORDS = {
  refused: (terminalNo: string, reason: string) => ({
    zh: `未能得知终端 ${terminalNo} 的状态，案件未变动：${failureWords(reason).zh}。请核对该终端是否已在终端系统登记。`,
    en: `Nothing is known of terminal ${terminalNo}, and the case is unchanged: ${failureWords(reason).en}. Check that the terminal is registered there.`,
  }),
  unknown: (terminalNo: string, reason: string) => ({
    zh: `未能得知终端 ${terminalNo} 的状态，案件未变动：${failureWords(reason).zh}。`,
    en: `Nothing is known of terminal ${terminalNo}, and the case is unchanged: ${failureWords(reason).en}.`,
  }),
};
