import { Injectable } from '@nestjs/common';
import { DomainError, actorRef, isMerchantUser, isUuid, type Actor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { CaseRepository } from '../case.repository';
import { CaseTransitions } from '../case-transitions.service';
import { EvidenceFile, EvidenceItem, type FreezeCase } from '../entities';
import { personasOf, findTransitions } from '../domain';
import { MerchantTexts } from '../merchant-texts';
import { maskTexts } from '../mask-texts';
import { ReceivedFiles, type FileToRead, type GivenFile } from '../uploads/received-files.service';

export interface EvidenceUpload extends GivenFile {
  readonly itemId: string;
  /** How the papers reached the desk, where staff upload for the merchant. */
  readonly onBehalfChannel: string | null;
}

/** Evidence files: streamed to the blob store under their hash, checked for type and size, linked to their item. */
@Injectable()
export class EvidenceFiles {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
    private readonly received: ReceivedFiles,
    private readonly texts: MerchantTexts,
  ) {}

  /**
   * The bytes go to the store before the database knows of them; when the case refuses them they are removed again.
   * @throws DomainError FILE_TYPE_REFUSED, FILE_TOO_LARGE, NOT_FOUND, TELLS_TOO_MUCH of its name, or as the lifecycle says.
   */
  async upload(actor: Actor, number: string, given: EvidenceUpload): Promise<EvidenceFile> {
    const upload = { ...given, onBehalfChannel: channelOf(actor, given.onBehalfChannel) };
    const { itemId, onBehalfChannel } = upload;
    return this.received.receive(actor, number, given, {
      kind: 'evidence_file',
      wanted: (tx, freezeCase) => this.assertWanted(tx, freezeCase, actor, upload),
      // Which types an item takes its reference data say: the lifecycle refuses others.
      keep: async (tx, freezeCase, received) => {
        const uploadedBy = actorRef(actor);
        const file = tx.create(EvidenceFile, { ...received, itemId, uploadedBy, onBehalfChannel });
        await this.transitions.take(tx, freezeCase, actor, 'add_evidence', {
          itemId,
          fileId: file.id,
          mediaType: file.mediaType,
          ...(onBehalfChannel ? { onBehalfChannel } : {}),
        });
        await tx.insert(EvidenceFile, file);
        return file;
      },
    });
  }

  /** @throws DomainError NOT_FOUND, also for a file of an item that is not the merchant's to see. */
  async download(actor: Actor, number: string, fileId: string): Promise<FileToRead<EvidenceFile>> {
    return this.database.asActor(actor, async (tx) => {
      const freezeCase = await this.cases.get(tx, number, actor);
      const file = await tx.findOneBy(EvidenceFile, { id: fileId, caseId: freezeCase.id });
      if (!file) throw new DomainError('NOT_FOUND');
      await this.itemFor(tx, freezeCase, actor, file.itemId);
      return this.received.open(tx, actor, 'evidence_file', file);
    });
  }

  /** Refuses what would be refused anyway before a byte is read. */
  private async assertWanted(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: Actor,
    { itemId, onBehalfChannel, fileName }: EvidenceUpload,
  ): Promise<void> {
    const found = findTransitions('add_evidence', freezeCase.state, personasOf(actor));
    if ('code' in found) throw new DomainError(found.code, { rule: found.rule, detail: found.why });
    const item = await this.itemFor(tx, freezeCase, actor, itemId);
    if (isMerchantUser(actor) || item.supplier !== 'merchant') return;
    // What staff file for a merchant the merchant sees by its name.
    await this.texts.need(tx, freezeCase, [{ text: fileName, field: 'file' }]);
    if (!onBehalfChannel) {
      throw new DomainError('INVALID_REQUEST', {
        field: 'onBehalfChannel',
        detail: {
          zh: '代商户提交材料时，请注明渠道（如 phone、paper）。',
          en: 'Say by which channel the merchant handed this in, e.g. phone or paper.',
        },
      });
    }
  }

  private async itemFor(tx: Tx, freezeCase: FreezeCase, actor: Actor, itemId: string): Promise<EvidenceItem> {
    const item = isUuid(itemId)
      ? await tx.findOneBy(EvidenceItem, { id: itemId, caseId: freezeCase.id })
      : null;
    const hidden = isMerchantUser(actor) && item?.supplier !== 'merchant';
    if (!item || hidden) throw new DomainError('NOT_FOUND', { field: 'itemId' });
    return item;
  }
}

const CHANNEL_LENGTH = 50;

/** A merchant's own file came by no other channel than the portal. */
function channelOf(actor: Actor, channel: string | null): string | null {
  if (channel === null || isMerchantUser(actor)) return null;
  if (channel.length <= CHANNEL_LENGTH) return maskTexts(channel, 'onBehalfChannel');
  throw new DomainError('INVALID_REQUEST', {
    field: 'onBehalfChannel',
    detail: {
      zh: `渠道最多 ${CHANNEL_LENGTH} 个字符。`,
      en: `A channel has at most ${CHANNEL_LENGTH} characters.`,
    },
  });
}
