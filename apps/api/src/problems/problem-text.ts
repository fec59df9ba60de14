import type { Bilingual } from '@thaw/kernel';

export interface ProblemText {
  readonly status: number;
  /** The same for every occurrence of the code. */
  readonly title: Bilingual;
  /** What to do next. */
  readonly action: Bilingual;
}

export const text = (
  status: number,
  [titleZh, titleEn]: readonly [string, string],
  [actionZh, actionEn]: readonly [string, string],
): ProblemText => ({ status, title: { zh: titleZh, en: titleEn }, action: { zh: actionZh, en: actionEn } });
