import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, type Actor, type Bilingual, type Clock } from '@thaw/kernel';
import { CLOCK, Database, isUniqueViolation, type Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import { actingUser } from '../effects/acting-user';
import { ReplyTemplate, ReplyTemplateVersion } from '../entities';
import { maskTexts } from '../mask-texts';
import { ReplyTemplatesQuery, type TemplateInList } from './reply-templates.query';
import { needQueue, notYourOwn, sharedColumns, takenName, type SharedTerms } from './shared-terms';
import { needTemplateText } from './template-text';
import type { TemplateFace } from './template-variables';

export interface TemplateDraft extends SharedTerms {
  readonly body: Bilingual;
}

/** Each person: more than anybody looks through. */
const TEMPLATES_MOST = 200;

/** Writes, publishes, shares and retires the reply templates of a person. */
@Injectable()
export class ReplyTemplates {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly query: ReplyTemplatesQuery,
  ) {}

  /** @throws DomainError INVALID_REQUEST · FORBIDDEN to share · ALREADY_EXISTS for a second one of one name. */
  async create(actor: Actor, face: TemplateFace, draft: TemplateDraft): Promise<TemplateInList> {
    const columns = columnsOf(actor, face, draft);
    const id = randomUUID();
    await this.database.asActor(actor, async (tx) => {
      const [ownerId, now] = [actingUser(actor), this.clock.now()];
      if ((await tx.countBy(ReplyTemplate, { ownerId, retiredAt: IsNull() })) >= TEMPLATES_MOST)
        throw tooMany();
      await needQueue(tx, columns.queue);
      await once(() =>
        tx.insert(ReplyTemplate, {
          ...columns,
          ...{ id, ownerId, face, version: 1, published: null, createdAt: now, changedAt: now },
          retiredAt: null,
        }),
      );
    });
    return this.query.get(actor, id);
  }

  /** What is used stays as it was published. @throws DomainError as {@link create} · NOT_FOUND · TEXT_CHANGED */
  async change(actor: Actor, id: string, version: number, draft: TemplateDraft): Promise<TemplateInList> {
    await this.database.asActor(actor, async (tx) => {
      const { face } = await this.lockOwn(tx, actor, id, version);
      const columns = columnsOf(actor, face, draft);
      await needQueue(tx, columns.queue);
      await once(() =>
        tx.update(ReplyTemplate, { id }, { ...columns, version: version + 1, changedAt: this.clock.now() }),
      );
    });
    return this.query.get(actor, id);
  }

  /** From now on it is used as it is written now; a text that says the same makes no new version. */
  async publish(actor: Actor, id: string, version: number): Promise<TemplateInList> {
    await this.database.asActor(actor, async (tx) => {
      const template = await this.lockOwn(tx, actor, id, version);
      const { bodyZh, bodyEn, face } = template;
      // Kept before the list of words grew, it is looked at again.
      needBody(face, { zh: bodyZh, en: bodyEn });
      const used = await this.query.publishedOf(tx, template);
      if (used?.body.zh === bodyZh && used.body.en === bodyEn) return;
      const next = (template.published ?? 0) + 1;
      const publishedAt = this.clock.now();
      const publishedBy = actorRef(actor);
      await tx.insert(ReplyTemplateVersion, {
        ...{ templateId: id, version: next, bodyZh, bodyEn, publishedAt, publishedBy },
      });
      await tx.update(ReplyTemplate, { id }, { published: next, version: version + 1 });
    });
    return this.query.get(actor, id);
  }

  /** It is used no more. @throws DomainError NOT_FOUND · FORBIDDEN · TEXT_CHANGED */
  async retire(actor: Actor, id: string, version: number): Promise<void> {
    await this.database.asActor(actor, async (tx) => {
      const { nameZh } = await this.lockOwn(tx, actor, id, version);
      const retiredAt = this.clock.now();
      // The name is free for another one.
      await tx.update(ReplyTemplate, { id }, { retiredAt, nameZh: `${nameZh} (${id})` });
    });
  }

  private async lockOwn(tx: Tx, actor: Actor, id: string, version: number): Promise<ReplyTemplate> {
    const seen = await this.query.find(tx, actor, id);
    if (seen.ownerId !== actingUser(actor)) throw notYourOwn();
    const own = await tx.findOneOrFail(ReplyTemplate, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (own.version !== version || own.retiredAt) {
      throw new DomainError('TEXT_CHANGED', { extra: { version: own.version } });
    }
    return own;
  }
}

function columnsOf(actor: Actor, face: TemplateFace, draft: TemplateDraft) {
  const { zh, en } = maskTexts(draft.body, 'body');
  needBody(face, { zh, en });
  return { ...sharedColumns(actor, 'template.share', draft), bodyZh: zh, bodyEn: en };
}

function needBody(face: TemplateFace, body: Bilingual): void {
  for (const language of ['zh', 'en'] as const) {
    const field = `body.${language}`;
    if (body[language].trim() === '') {
      throw new DomainError('INVALID_REQUEST', {
        field,
        detail: { zh: '请填写中文与英文两种文本。', en: 'Write the text in Chinese and in English.' },
      });
    }
    needTemplateText(body[language], face, field);
  }
}

const tooMany = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    detail: {
      zh: `每人最多 ${TEMPLATES_MOST} 个模板，请先停用不用的。`,
      en: `A person keeps ${TEMPLATES_MOST} templates at most: retire one that is not used.`,
    },
  });

async function once(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw isUniqueViolation(error, 'reply_template_name') ? takenName() : error;
  }
}
