import { Inject, Injectable } from '@nestjs/common';
import { DomainError, Zone, isAllowed, isUuid, type Actor, type Bilingual, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, type Config, type Tx } from '@thaw/platform';
import { CaseQuery } from '../case.query';
import { CaseRepository } from '../case.repository';
import type { SentTemplate } from '../domain';
import type { FreezeCase } from '../entities';
import { ReplyTemplatesQuery } from './reply-templates.query';
import { renderTemplate, type TextForm } from './template-text';
import { templateValues } from './template-values';
import type { TemplateFace, VariableName } from './template-variables';

/** How long a text may be that somebody sends, in characters. */
const SENT_MOST = 4_000;

/** What a message or note says of the template that it comes of. */
export interface TemplateToUse {
  readonly templateId?: unknown;
  readonly language?: unknown;
  /** As it was edited; left out, the template is sent as it is. */
  readonly text?: unknown;
}

export interface TemplatePreview {
  /** Of what was published; null: as it is being written. */
  readonly version: number | null;
  readonly zh: string;
  readonly en: string;
  /** Variables for which there is nothing on this case now: with these it cannot be sent as it is. */
  readonly missing: readonly VariableName[];
}

/** Templates written out on a case. Never writes. */
@Injectable()
export class ReplyTexts {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly query: CaseQuery,
    private readonly templates: ReplyTemplatesQuery,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /** @throws DomainError NOT_FOUND for a template or case that the caller does not see. */
  async preview(
    actor: Actor,
    id: string,
    number: string,
    { draft, form }: { readonly draft: boolean; readonly form: TextForm },
  ): Promise<TemplatePreview> {
    return this.database.asActor(
      actor,
      async (tx) => {
        const template = await this.templates.find(tx, actor, id);
        const freezeCase = await this.cases.get(tx, number, actor);
        const published = draft ? null : await this.templates.publishedOf(tx, template);
        if (!draft && !published) throw notPublished();
        const body = published?.body ?? { zh: template.bodyZh, en: template.bodyEn };
        const { zh, en } = await this.written(tx, freezeCase, actor, template.face, body, form);
        return {
          version: published?.version ?? null,
          ...{ zh: zh.text, en: en.text },
          missing: [...new Set([...zh.missing, ...en.missing])],
        };
      },
      // The case is read by many statements.
      { snapshot: true },
    );
  }

  /**
   * What is sent of a template, and which version of it that was.
   * @param toMerchant a message: then it must be one for merchants.
   * @throws DomainError INVALID_REQUEST where it cannot be sent so, saying why.
   */
  async toSend(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: Actor,
    { templateId, language = 'both', text }: TemplateToUse,
    toMerchant: boolean,
  ): Promise<{ readonly text: string; readonly template: SentTemplate }> {
    if (typeof templateId !== 'string' || !isUuid(templateId) || !isAllowed(actor, 'template.use'))
      throw noTemplate();
    const template = await this.templates.find(tx, actor, templateId).catch(() => {
      throw noTemplate();
    });
    const published = await this.templates.publishedOf(tx, template);
    if (!published) throw notPublished();
    if (toMerchant && template.face !== 'merchant') throw forStaffOnly();
    const { zh, en } = await this.written(tx, freezeCase, actor, template.face, published.body, 'text');
    const used = language === 'zh' ? [zh] : language === 'en' ? [en] : [zh, en];
    const whole = used.map((each) => each.text.trim()).join('\n\n');
    const given = typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
    const edited = given !== null && given !== whole;
    const missing = [...new Set(used.flatMap((each) => each.missing))];
    if (!edited && missing.length > 0) throw standsForNothing(missing);
    if (!edited && whole.length > SENT_MOST) throw tooLong();
    return {
      text: edited ? given : whole,
      template: { id: template.id, version: published.version, edited },
    };
  }

  private async written(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: Actor,
    face: TemplateFace,
    body: Bilingual,
    form: TextForm,
  ) {
    const faces = await this.query.facesOf(tx, freezeCase, actor);
    const values = templateValues(face, faces, { now: this.clock.now(), zone: this.zone });
    return {
      zh: renderTemplate(body.zh, values, 'zh', form),
      en: renderTemplate(body.en, values, 'en', form),
    };
  }
}

const invalid = (field: string, rule: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, rule, detail: { zh, en } });

const noTemplate = (): DomainError =>
  invalid(
    'templateId',
    'template.known',
    '没有您可用的这个模板。',
    'There is no such template that you may use.',
  );
const notPublished = (): DomainError =>
  invalid(
    'templateId',
    'template.published',
    '该模板尚未发布：请先发布，或以 draft 预览。',
    'This template is not published yet: publish it first, or preview its draft.',
  );
const forStaffOnly = (): DomainError =>
  invalid(
    'templateId',
    'template.for_merchants',
    '该模板仅供内部使用，不能发给商户。',
    'This template is for staff alone and is never sent to a merchant.',
  );
const standsForNothing = (names: readonly VariableName[]): DomainError =>
  invalid(
    'templateId',
    'template.values',
    `本案件目前没有：${names.join('、')}。请改写文本后发送，或选用其他模板。`,
    `This case has nothing now for: ${names.join(', ')}. Send a text of your own words, or use another template.`,
  );
const tooLong = (): DomainError =>
  invalid(
    'templateId',
    'template.length',
    `写出后超过 ${SENT_MOST} 字：请只发一种语言，或缩短模板。`,
    `Written out it is longer than ${SENT_MOST} characters: send one language, or shorten the template.`,
  );
