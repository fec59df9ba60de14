import { Injectable } from '@nestjs/common';
import { DomainError, isMerchantUser, type Actor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { CaseRepository, snapshotOf } from '../case.repository';
import { CaseTransitions } from '../case-transitions.service';
import { allowedActions } from '../domain';
import { actingUser } from '../effects/acting-user';
import { ProofFile, type FreezeCase } from '../entities';
import {
  ReceivedFiles,
  needKnownType,
  type FileToRead,
  type GivenFile,
} from '../uploads/received-files.service';

/** Files of proof on one case. */
const MOST_FILES = 60;

/** Files that prove steps: put in before the step is attested, which names them by their id. */
@Injectable()
export class ProofFiles {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
    private readonly received: ReceivedFiles,
  ) {}

  /** @throws DomainError FILE_TYPE_REFUSED, FILE_TOO_LARGE, NOT_FOUND, or why nothing can be attested now. */
  upload(actor: Actor, number: string, given: GivenFile): Promise<ProofFile> {
    return this.received.receive(actor, number, given, {
      kind: 'proof_file',
      wanted: (tx, freezeCase) => this.assertWanted(tx, freezeCase, actor),
      takes: needKnownType,
      keep: async (tx, _freezeCase, received) => {
        const file = tx.create(ProofFile, {
          ...received,
          fromMerchant: isMerchantUser(actor),
          uploadedBy: actingUser(actor),
          takenFrom: null,
        });
        await tx.insert(ProofFile, file);
        return file;
      },
    });
  }

  /** A merchant sees what came from the merchant. @throws DomainError NOT_FOUND */
  async download(actor: Actor, number: string, id: string): Promise<FileToRead<ProofFile>> {
    return this.database.asActor(actor, async (tx) => {
      const freezeCase = await this.cases.get(tx, number, actor);
      const file = await tx.findOneBy(ProofFile, { id, caseId: freezeCase.id });
      if (!file || (isMerchantUser(actor) && !file.fromMerchant)) throw new DomainError('NOT_FOUND');
      return this.received.open(tx, actor, 'proof_file', file);
    });
  }

  /** Nothing is kept that nothing could name. */
  private async assertWanted(tx: Tx, freezeCase: FreezeCase, actor: Actor): Promise<void> {
    const facts = await this.transitions.factsFor(tx, freezeCase, actor);
    const standing = allowedActions(snapshotOf(freezeCase), facts, actor).find(
      ({ action }) => action === 'attest',
    );
    if (!standing) throw new DomainError('FORBIDDEN');
    const { allowed, code, rule, why } = standing;
    if (!allowed && code) throw new DomainError(code, { ...(rule && { rule }), ...(why && { detail: why }) });
    if ((await tx.countBy(ProofFile, { caseId: freezeCase.id })) < MOST_FILES) return;
    throw new DomainError('GUARD_REFUSED', {
      rule: 'proofs.count',
      detail: {
        zh: `每个案件最多 ${MOST_FILES} 个证明文件，已满。`,
        en: `A case takes at most ${MOST_FILES} files of proof and has them.`,
      },
    });
  }
}
