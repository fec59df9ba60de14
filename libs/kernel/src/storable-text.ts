import type { Bilingual } from './bilingual';

/** What neither a text column nor jsonb can hold: the zero character, and half of a surrogate pair. */
const UNSTORABLE = /[\0\p{Cs}]/u;
const EACH = new RegExp(UNSTORABLE, 'gu');

/** Whether PostgreSQL, and any file in UTF-8, can hold the text as it is. */
export const isStorable = (text: string): boolean => !UNSTORABLE.test(text);

/** The same text with U+FFFD in place of each character that cannot be held. */
export const storable = (text: string): string => (isStorable(text) ? text : text.replace(EACH, '\ufffd'));

export const UNSTORABLE_TEXT: Bilingual = {
  zh: '文本中含有无法保存的字符（如空字符），请删除后重试。',
  en: 'The text holds a character that cannot be kept, such as a null character: remove it.',
};
