import type { wordsIn } from './words/words';

declare module 'i18next' {
  interface CustomTypeOptions {
    keySeparator: false;
    nsSeparator: false;
    resources: { translation: ReturnType<typeof wordsIn<0>> };
  }
}
