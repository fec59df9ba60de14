import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { GatewayCommandsService, MeasuresService, type GatewayCommand, type Measure } from '@thaw/registry';
import { plainTerms, type MeasureTerms } from '@thaw/registry/measures';
import type { CommandFact, MeasureFact, MeasureFacts, ReasonCode } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class MeasureFactsQuery implements FactsReader<MeasureFacts> {
  constructor(
    private readonly measures: MeasuresService,
    private readonly commands: GatewayCommandsService,
  ) {}

  async read({ tx, rows, freezeCase: { id, watchUntil } }: FactsAbout): Promise<MeasureFacts> {
    const commands = await rows.commands();
    const signed = await rows.signatures();
    const files = await rows.files();
    const inForce = await this.measures.inForceOfCase(tx, id);
    return {
      measures: await Promise.all(inForce.map((measure) => this.measureFact(tx, measure, commands))),
      commands: commands.flatMap((command): CommandFact[] => {
        const { id: commandId, kind, purpose, state, closedAt } = command;
        // Of what was stopped only that counts which is still under way.
        if (state === 'withdrawn' || (closedAt !== null && state !== 'pending' && state !== 'sent'))
          return [];
        const ofRestore = purpose === 'restore' && closedAt === null;
        const signedBy = signed.find((each) => each.commandId === commandId)?.signedBy ?? null;
        return [{ id: commandId, kind, purpose, state, ofRestore, signedBy }];
      }),
      restore: await this.commands.standing(tx, id),
      watchUntil,
      proofFiles: files.filter(({ malwareScan }) => malwareScan !== 'refused').map((file) => file.id),
    };
  }

  private async measureFact(
    tx: Tx,
    measure: Measure,
    commands: readonly GatewayCommand[],
  ): Promise<MeasureFact> {
    const { id, imposedBy, confirmBy, confirmedBy } = measure;
    return {
      id,
      ...termsNow(measure),
      imposedBy,
      confirmBy,
      confirmedBy,
      reasonCode: measure.reasonCode as ReasonCode | null,
      commandOpen: commands.some(
        ({ measureId, state }) => measureId === id && (state === 'pending' || state === 'sent'),
      ),
      raisedFrom: confirmBy !== null && measure.replacesId ? await this.ended(tx, measure.replacesId) : null,
    };
  }

  private async ended(tx: Tx, measureId: string): Promise<MeasureTerms | null> {
    const before = await this.measures.find(tx, measureId);
    return before && before.liftedAt !== null ? plainTerms(before) : null;
  }
}

/** Money that has gone to the merchant is no longer held. */
const termsNow = (measure: Measure): MeasureTerms => {
  const terms = plainTerms(measure);
  return measure.releasedAt === null
    ? terms
    : { ...terms, heldAmountFen: null, heldGround: null, releaseAt: null };
};
