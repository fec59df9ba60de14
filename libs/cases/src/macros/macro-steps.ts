import { DomainError, isUuid, type UserActor } from '@thaw/kernel';
import { EVIDENCE_CODES, type ActionName, type EvidenceCode } from '../domain';
import { TEXT_LANGUAGES, type TextLanguage } from '../replies/text-languages';
import { needTemplateText } from '../replies/template-text';

/** One action of a macro, as it is kept. What goes to merchants is said by templates, which pass their gate. */
export type MacroStep =
  | {
      readonly do: 'request_evidence';
      readonly items: readonly { readonly code: EvidenceCode; readonly required: boolean }[];
      readonly text: string;
    }
  | { readonly do: 'message'; readonly templateId: string; readonly language: TextLanguage }
  | { readonly do: 'note'; readonly text: string; readonly mentionIds: readonly string[] }
  | { readonly do: 'assign'; /** Or `me`. */ readonly userId: string }
  | { readonly do: 'set_follow_up'; readonly workingDays: number };

export const MACRO_ACTIONS = ['request_evidence', 'message', 'note', 'assign', 'set_follow_up'] as const;
export const STEPS_MOST = 10;
const TEXT_MOST = 2_000;
const LIST_MOST = 20;

/** @throws DomainError INVALID_REQUEST that names the part and says what may stand there. */
export function readMacroSteps(raw: unknown): readonly MacroStep[] {
  const steps = listOf(raw, 'steps', STEPS_MOST);
  if (steps.length === 0) refuse('steps', '请至少写一步。', 'A macro has one step at least.');
  return steps.map((step, index) => readStep(step, `steps[${index}]`));
}

/** The action that a step is on a case, for whoever plays it. */
export function actionOf(
  step: MacroStep,
  { userId }: UserActor,
): { readonly action: ActionName; readonly payload: object } {
  const { do: action, ...payload } = step;
  if (step.do !== 'assign') return { action, payload };
  return step.userId === 'me' || step.userId === userId
    ? { action: 'take', payload: {} }
    : { action: 'assign', payload: { userId: step.userId } };
}

function readStep(raw: unknown, at: string): MacroStep {
  const step = recordOf(raw, at);
  switch (oneOf(step['do'], MACRO_ACTIONS, `${at}.do`)) {
    case 'request_evidence': {
      const items = listOf(step['items'], `${at}.items`, LIST_MOST).map((item, index) =>
        readItem(item, `${at}.items[${index}]`),
      );
      if (items.length === 0) refuse(`${at}.items`, '请至少要一项材料。', 'Ask for one item at least.');
      const text = textOf(step['text'], `${at}.text`);
      needTemplateText(text, 'merchant', `${at}.text`);
      if (text.includes('{{')) refuse(`${at}.text`, '此处不能用变量。', 'No variables here.');
      return { do: 'request_evidence', items, text };
    }
    case 'message':
      return {
        do: 'message',
        templateId: idOf(step['templateId'], `${at}.templateId`),
        language: oneOf(step['language'] ?? 'both', TEXT_LANGUAGES, `${at}.language`),
      };
    case 'note':
      return {
        do: 'note',
        text: textOf(step['text'], `${at}.text`),
        mentionIds: listOf(step['mentionIds'] ?? [], `${at}.mentionIds`, LIST_MOST).map((id, index) =>
          idOf(id, `${at}.mentionIds[${index}]`),
        ),
      };
    case 'assign':
      return {
        do: 'assign',
        userId: step['userId'] === 'me' ? 'me' : idOf(step['userId'], `${at}.userId`, '也可写 me', 'or me'),
      };
    case 'set_follow_up':
      return { do: 'set_follow_up', workingDays: daysOf(step['workingDays'], `${at}.workingDays`) };
  }
}

function readItem(raw: unknown, at: string): { code: EvidenceCode; required: boolean } {
  const { code, required = true } = recordOf(raw, at);
  if (typeof required !== 'boolean')
    return refuse(`${at}.required`, '请填 true 或 false。', 'Give true or false.');
  return { code: oneOf(code, EVIDENCE_CODES, `${at}.code`), required };
}

function recordOf(raw: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>;
  return refuse(at, '此处应为对象。', 'An object is wanted here.');
}

function listOf(raw: unknown, at: string, most: number): readonly unknown[] {
  if (Array.isArray(raw) && raw.length <= most) return raw;
  return refuse(at, `此处应为数组，最多 ${most} 项。`, `A list of at most ${most} is wanted here.`);
}

function oneOf<T extends string>(raw: unknown, allowed: readonly T[], at: string): T {
  const found = allowed.find((value) => value === raw);
  return found ?? refuse(at, `可选：${allowed.join('、')}。`, `One of: ${allowed.join(', ')}.`);
}

function textOf(raw: unknown, at: string): string {
  if (typeof raw === 'string' && raw.trim() !== '' && raw.length <= TEXT_MOST) return raw.trim();
  return refuse(
    at,
    `请填写文本，最多 ${TEXT_MOST} 字。`,
    `A text of at most ${TEXT_MOST} characters is wanted.`,
  );
}

function idOf(raw: unknown, at: string, zh = '', en = ''): string {
  if (typeof raw === 'string' && isUuid(raw)) return raw.toLowerCase();
  return refuse(at, `请填写编号${zh && `，${zh}`}。`, `Give an id${en && ` ${en}`}.`);
}

function daysOf(raw: unknown, at: string): number {
  if (typeof raw === 'number' && Number.isInteger(raw) && raw >= 1 && raw <= 250) return raw;
  return refuse(at, '工作日数应为 1 至 250。', 'A number of working days is 1 to 250.');
}

function refuse(field: string, zh: string, en: string): never {
  throw new DomainError('INVALID_REQUEST', { field, detail: { zh, en } });
}
