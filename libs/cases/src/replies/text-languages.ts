/** In which languages a template is sent: one after the other, or one of them. */
export const TEXT_LANGUAGES = ['both', 'zh', 'en'] as const;
export type TextLanguage = (typeof TEXT_LANGUAGES)[number];
