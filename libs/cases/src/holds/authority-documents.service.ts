import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { CaseRepository } from '../case.repository';
import { findTransitions, personasOf, referenceOf } from '../domain';
import { EvidenceFile, EvidenceItem, type FreezeCase } from '../entities';
import { EvidenceFiles } from '../evidence/evidence-files.service';
import { AUTHORITY_DOCUMENT } from '../facts/hold-facts.query';
import type { GivenFile } from '../uploads/received-files.service';

/** Orders and releases of police and regulators, put in by a reviewer whatever the case's reason asks for. */
@Injectable()
export class AuthorityDocuments {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly files: EvidenceFiles,
  ) {}

  /**
   * Puts a document in; `authority_hold` and `authority_release` name it by its id.
   * @throws DomainError ACTION_NOT_YOURS for who is no reviewer, or as {@link EvidenceFiles.upload} says.
   */
  async upload(actor: Actor, number: string, given: GivenFile): Promise<EvidenceFile> {
    const itemId = await this.database.asActor(actor, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { number }, actor);
      const found = findTransitions('authority_hold', freezeCase.state, personasOf(actor));
      if ('code' in found) throw new DomainError(found.code, { rule: found.rule, detail: found.why });
      return this.ensureItem(tx, freezeCase);
    });
    return this.files.upload(actor, number, { ...given, itemId, onBehalfChannel: null });
  }

  /** The reason need not ask for it, and then no decision waits for it. */
  private async ensureItem(tx: Tx, { id: caseId, referenceVersion }: FreezeCase): Promise<string> {
    const known = await tx.findOneBy(EvidenceItem, { caseId, code: AUTHORITY_DOCUMENT });
    if (known) return known.id;
    const id = randomUUID();
    await tx.insert(EvidenceItem, {
      id,
      caseId,
      requestId: null,
      code: AUTHORITY_DOCUMENT,
      supplier: referenceOf(referenceVersion).items[AUTHORITY_DOCUMENT].supplier,
      required: false,
      state: 'needed',
      absenceReason: null,
      assessmentReason: null,
      assessedBy: null,
      assessedAt: null,
      createdAt: this.clock.now(),
    });
    return id;
  }
}
