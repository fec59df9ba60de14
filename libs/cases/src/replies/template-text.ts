import { DomainError, type Bilingual } from '@thaw/kernel';
import { needTellsNothing } from '../domain';
import { variablesFor, type TemplateFace, type VariableName } from './template-variables';

/** Where the text goes: as it is, or into a page, where everything that could be markup is written out. */
export type TextForm = 'text' | 'html';

/** What each variable stands for; null: there is nothing of it now. */
export type TemplateValues = { readonly [name in VariableName]?: Bilingual | null };

export interface RenderedText {
  readonly text: string;
  /** Variables of the text for which there is nothing now: each stands in the text as it was written. */
  readonly missing: readonly VariableName[];
}

const SLOT = /\{\{([^{}]*)\}\}/g;

/**
 * Looks at a text before it is kept: every variable is one of the list, and of a text for merchants one that they may
 * read; nor do its own words name what must not be told, whatever case it is used on.
 * @throws DomainError INVALID_REQUEST that names the variables allowed · TELLS_TOO_MUCH
 */
export function needTemplateText(text: string, face: TemplateFace, field: string): void {
  const allowed = variablesFor(face);
  for (const [, inner = ''] of text.matchAll(SLOT)) {
    const name = inner.trim();
    if (!allowed.some((known) => known === name)) throw unknownVariable(name, allowed, field);
  }
  if (/[{}]/.test(text.replace(SLOT, ''))) throw strayBraces(field);
  if (face === 'merchant') needTellsNothing(text, field);
}

/** The text with what its variables stand for. A value is never read as template or, in a page, as markup. */
export function renderTemplate(
  text: string,
  values: TemplateValues,
  language: keyof Bilingual,
  form: TextForm = 'text',
): RenderedText {
  const write = form === 'html' ? asHtml : (plain: string): string => plain;
  const missing = new Set<VariableName>();
  let rendered = '';
  let from = 0;
  for (const slot of text.matchAll(SLOT)) {
    const name = (slot[1] ?? '').trim() as VariableName;
    const value = values[name];
    rendered += write(text.slice(from, slot.index));
    rendered += write(value ? onOneLine(value[language]) : slot[0]);
    if (!value) missing.add(name);
    from = slot.index + slot[0].length;
  }
  return { text: rendered + write(text.slice(from)), missing: [...missing] };
}

/** A name that brings its own line ends could else write lines that look like the desk's. */
const onOneLine = (value: string): string => value.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '<br>',
};
const asHtml = (plain: string): string =>
  plain.replaceAll('\r\n', '\n').replace(/[&<>"'\n]/g, (found) => ENTITIES[found] ?? found);

const unknownVariable = (name: string, allowed: readonly string[], field: string): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field,
    rule: 'template.variable',
    detail: {
      zh: `此处没有变量“${name}”；可用：${allowed.join('、')}。`,
      en: `There is no variable “${name}” here. Use: ${allowed.join(', ')}.`,
    },
  });

const strayBraces = (field: string): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field,
    rule: 'template.braces',
    detail: {
      zh: '变量须写作 {{case.number}}：有未成对的花括号。',
      en: 'A variable is written {{case.number}}: there are braces that do not belong to one.',
    },
  });
