import type { Bilingual, Role } from '@thaw/kernel';
import type { Notification } from '@thaw/notifications';
import { TASK_WORDS } from './domain';

const ROLE_NAMES: { readonly [role in Role]?: Bilingual } = {
  agent: { zh: '专员', en: 'agent' },
  supervisor: { zh: '主管', en: 'supervisor' },
  reviewer: { zh: '复核人', en: 'reviewer' },
};

/**
 * What somebody of the staff reads of a notification that holds codes alone; null where it holds its own words, as every
 * letter does. Rendered when it is read, so that what was told before words were better is read in the better ones.
 */
export function staffWords({
  template,
  content,
}: Pick<Notification, 'template' | 'content'>): Bilingual | null {
  if (template === 'year_not_loaded') return yearWords(Number(content['year']));
  const number = String(content['number']);
  if (template === 'task') {
    const words = TASK_WORDS.get(String(content['task']));
    return words ? { zh: `案件 ${number}：${words.zh}`, en: `Case ${number}: ${words.en}` } : null;
  }
  if (template !== 'nobody_eligible') return null;
  const roles = (content['roles'] as readonly Role[]).flatMap((role) => ROLE_NAMES[role] ?? []);
  return {
    zh: `案件 ${number} 的下一步没有合适且在职的${roles.map(({ zh }) => zh).join('或')}可以办理：请授予角色或增加人员。`,
    en: `No ${roles.map(({ en }) => en).join(' or ')} who is there may take the next step of case ${number}: grant the role to somebody, or add a person.`,
  };
}

/** The title under which something stands in an inbox: a letter's own, or the words of what holds codes alone. */
export const titleOf = ({
  template,
  content,
}: Pick<Notification, 'template' | 'content'>): Bilingual | null =>
  (content['title'] as Bilingual | undefined) ?? staffWords({ template, content });

const yearWords = (year: number): Bilingual => ({
  zh: `有期限延至 ${year} 年，而该年的放假安排尚未导入，暂按平常的周一至周五推算：安排公布后请导入。`,
  en: `Deadlines reach into ${year}, whose holidays are not loaded, and are reckoned on plain weekdays meanwhile: import the arrangement once it is announced.`,
});
