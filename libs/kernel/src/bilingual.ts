export type Locale = 'zh' | 'en';

/** Text that a person reads, in both languages of the product. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}
