import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { TerminalRecordsQuery } from '@thaw/registry';
import { IsNull } from 'typeorm';
import { referenceOf, stepsFor, type RegistryFact, type RemedyFacts } from '../domain';
import { Remediation, type MalwareScan } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';

/** Nobody could have looked at it. */
const HELD: readonly MalwareScan[] = ['quarantined', 'refused'];

/** Where no step of the case asks after the registry. */
const NOT_ASKED: RegistryFact = {
  softwareIsCurrent: null,
  virusDatabaseIsCurrent: null,
  binding: null,
  bindingBefore: null,
  mccCorrected: false,
};

@Injectable()
export class RemedyFactsQuery implements FactsReader<RemedyFacts> {
  constructor(private readonly records: TerminalRecordsQuery) {}

  async read(about: FactsAbout): Promise<RemedyFacts> {
    const { tx, rows, freezeCase } = about;
    const caseId = freezeCase.id;
    const remediation = await tx.findOneBy(Remediation, { caseId, endedAt: IsNull() });
    const steps = await rows.steps();
    const proofs = await rows.proofs();
    return {
      remediation,
      steps: steps.map(({ code, state, attestedBy, proofId }) => ({
        ...{ code, state, attestedBy },
        ...(proofs.some(({ id, malwareScan }) => id === proofId && HELD.includes(malwareScan))
          ? { proofHeld: true as const }
          : {}),
      })),
      // What a scanner refused proves nothing.
      proofs: proofs
        .filter(({ malwareScan }) => malwareScan !== 'refused')
        .map(({ id, fromMerchant }) => ({ id, fromMerchant })),
      registry: await this.registryFact(about, remediation),
    };
  }

  /** As long as the remedy is under way, which an appeal against it does not end. */
  private async registryFact(
    { tx, freezeCase }: FactsAbout,
    remediation: Remediation | null,
  ): Promise<RegistryFact> {
    const { id, terminalId, openedAt, referenceVersion, reasonCode } = freezeCase;
    if (!remediation) return NOT_ASKED;
    const reference = referenceOf(referenceVersion);
    const asked = stepsFor({ reference, reasonCode }, [remediation.outcome]).some(
      (code) => reference.steps[code].check !== null,
    );
    if (!asked) return NOT_ASKED;
    return this.records.of(tx, terminalId, (await lastRestored(tx, id)) ?? openedAt);
  }
}

/** What was put right before trading came back last does not do for what was found since. */
async function lastRestored(tx: Tx, caseId: string): Promise<Date | null> {
  const [row] = await tx.query<{ at: Date | null }[]>(
    `SELECT max(at) AS at FROM case_event WHERE case_id = $1 AND type = 'restore_confirmed'`,
    [caseId],
  );
  return row?.at ?? null;
}
