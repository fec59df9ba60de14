import { Injectable } from '@nestjs/common';
import { RegistryQuery } from '@thaw/registry';
import { In, IsNull } from 'typeorm';
import type { CaseState, ReplacedTerminalFact, ReplacementFacts } from '../domain';
import { Remediation, Replacement, ReplacementStep } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';

/** Where an appeal can stand beside a replacement that goes on. */
const IN_APPEAL: readonly CaseState[] = ['appealing', 'awaiting_merchant'];

@Injectable()
export class ReplacementFactsQuery implements FactsReader<ReplacementFacts> {
  constructor(private readonly registry: RegistryQuery) {}

  async read(about: FactsAbout): Promise<ReplacementFacts> {
    const { tx, freezeCase } = about;
    const live = await tx.findOneBy(Replacement, {
      caseId: freezeCase.id,
      state: In(['under_way', 'compensating']),
    });
    const steps = live ? await tx.findBy(ReplacementStep, { replacementId: live.id }) : [];
    return {
      replacement: live && {
        id: live.id,
        state: live.state as 'under_way' | 'compensating',
        steps: steps.map(({ number, state: stands, byUser }) => ({ number, state: stands, by: byUser })),
        hadDevice: live.oldBindingId !== null,
        boundNew: live.newBindingId !== null,
      },
      replacedTerminal: await this.replacedTerminal(about),
    };
  }

  private async replacedTerminal({
    tx,
    freezeCase,
    actor,
  }: FactsAbout): Promise<ReplacedTerminalFact | null> {
    const { id, state, terminalId } = freezeCase;
    const goesOn =
      state === 'replacing' ||
      (IN_APPEAL.includes(state) &&
        (await tx.existsBy(Remediation, { caseId: id, outcome: 'RP', endedAt: IsNull() })));
    if (!goesOn) return null;
    const { merchant, terminalNo, site } = await this.registry.terminal(tx, actor, terminalId);
    return { merchantNo: merchant.merchantNo, terminalNo, site };
  }
}
