import { Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Bilingual } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { actingUser } from '../effects/acting-user';
import { ReplyTemplate, ReplyTemplateVersion, type SharedWith } from '../entities';
import { mineOrShared } from './shared-terms';
import type { TemplateFace } from './template-variables';

/** A template as people see it. */
export interface TemplateInList {
  readonly id: string;
  readonly version: number;
  readonly name: Bilingual;
  readonly kind: 'own' | 'shared';
  readonly face: TemplateFace;
  readonly sharedWith: SharedWith;
  readonly queue: string | null;
  /** As it is being written. */
  readonly draft: Bilingual;
  /** What is used; null before it is first published. */
  readonly published: PublishedText | null;
}

export interface PublishedText {
  readonly version: number;
  readonly body: Bilingual;
  readonly publishedAt: Date;
}

/** The reply templates that a person has. Never writes. */
@Injectable()
export class ReplyTemplatesQuery {
  constructor(private readonly database: Database) {}

  /** Their own and what others share, by age. What is retired is not among them. */
  async list(actor: Actor): Promise<readonly TemplateInList[]> {
    return this.database.asActor(actor, async (tx) => {
      const found = await this.seen(tx, actor).orderBy('t.createdAt').addOrderBy('t.id').getMany();
      const texts = await publishedTexts(tx, found);
      return found.map((template) => view(actor, template, texts.get(template.id) ?? null));
    });
  }

  /** @throws DomainError NOT_FOUND, also for one that is not shared with the caller. */
  async get(actor: Actor, id: string): Promise<TemplateInList> {
    return this.database.asActor(actor, async (tx) => {
      const template = await this.find(tx, actor, id);
      return view(actor, template, await this.publishedOf(tx, template));
    });
  }

  /** Every version that was published, the newest first. @throws DomainError NOT_FOUND */
  async versions(actor: Actor, id: string): Promise<readonly (PublishedText & { publishedBy: string })[]> {
    return this.database.asActor(actor, async (tx) => {
      await this.find(tx, actor, id);
      const versions = await tx.find(ReplyTemplateVersion, {
        where: { templateId: id },
        order: { version: 'DESC' },
      });
      return versions.map((version) => ({ ...textOf(version), publishedBy: version.publishedBy }));
    });
  }

  async find(tx: Tx, actor: Actor, id: string): Promise<ReplyTemplate> {
    const found = await this.seen(tx, actor).andWhere('t.id = :id', { id }).getOne();
    if (!found) throw new DomainError('NOT_FOUND');
    return found;
  }

  async publishedOf(tx: Tx, { id, published }: ReplyTemplate): Promise<PublishedText | null> {
    if (published === null) return null;
    return textOf(await tx.findOneByOrFail(ReplyTemplateVersion, { templateId: id, version: published }));
  }

  private seen(tx: Tx, actor: Actor) {
    return tx
      .createQueryBuilder(ReplyTemplate, 't')
      .where('t.retired_at IS NULL')
      .andWhere(mineOrShared(actor, 't'), { userId: actingUser(actor) });
  }
}

/** Of all of them at once, by template. */
async function publishedTexts(
  tx: Tx,
  templates: readonly ReplyTemplate[],
): Promise<ReadonlyMap<string, PublishedText>> {
  const ids = templates.filter(({ published }) => published !== null).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const versions = await tx
    .createQueryBuilder(ReplyTemplateVersion, 'v')
    .innerJoin(ReplyTemplate, 't', 't.id = v.template_id AND t.published = v.version')
    .where('t.id IN (:...ids)', { ids })
    .getMany();
  return new Map(versions.map((version) => [version.templateId, textOf(version)]));
}

function view(actor: Actor, template: ReplyTemplate, published: PublishedText | null): TemplateInList {
  const { id, version, face, sharedWith, queue } = template;
  return {
    ...{ id, version, face, sharedWith, queue },
    name: { zh: template.nameZh, en: template.nameEn },
    kind: template.ownerId === actingUser(actor) ? 'own' : 'shared',
    draft: { zh: template.bodyZh, en: template.bodyEn },
    published,
  };
}

const textOf = ({ version, bodyZh, bodyEn, publishedAt }: ReplyTemplateVersion): PublishedText => ({
  version,
  body: { zh: bodyZh, en: bodyEn },
  publishedAt,
});
