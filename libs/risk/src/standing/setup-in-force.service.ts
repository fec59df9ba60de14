import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Tx } from '@thaw/platform';
import type { TerminalView } from '@thaw/registry';
import { factsOfTerminal } from '../facts/facts-of-terminal';
import { TerminalFactsQuery } from '../facts/terminal-facts.query';
import { enabledRules } from '../rule-sets/enabled-rules';
import { RuleSetRepository } from '../rule-sets/rule-set.repository';
import type { StandingRule, StandingSetup } from './standing-setup';

/** What a standing scan is set up with today. */
@Injectable()
export class SetupInForce {
  /** What an active set comes to in this build never changes: once a process has made it out, it knows it. */
  private known: { readonly setId: string; readonly rules: readonly StandingRule[] } | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'timeZone'>,
    private readonly sets: RuleSetRepository,
    private readonly facts: TerminalFactsQuery,
  ) {}

  /** The rules of the active set, and all that is known of the terminal: for a scan of the whole history. */
  async whole(tx: Tx, terminal: TerminalView): Promise<StandingSetup> {
    const { facts } = await this.facts.of(tx, terminal.id);
    return { ...(await this.of(tx, terminal)), facts };
  }

  /** The same with the facts of the registry alone, which cost nothing: whoever appends looks whether these are others. */
  async of(tx: Tx, terminal: TerminalView): Promise<StandingSetup> {
    return {
      rules: await this.rules(tx),
      facts: factsOfTerminal(terminal),
      timeZone: this.config.timeZone,
      currency: terminal.currency,
    };
  }

  private async rules(tx: Tx): Promise<readonly StandingRule[]> {
    const [active] = await tx.query<{ id: string }[]>(`SELECT id FROM rule_set WHERE state = 'active'`);
    if (this.known === null || this.known.setId !== active?.id) {
      const set = await this.sets.active(tx);
      this.known = { setId: set.id, rules: enabledRules(set) };
    }
    return this.known.rules;
  }
}
