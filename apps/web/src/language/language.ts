import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { wordsIn } from './words/words';

export type Language = 'zh' | 'en';

const KEPT = 'thaw.language';

/** What the reader chose; else what their browser asks for; else Chinese. */
function chosen(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.languages.some((each) => each.toLowerCase().startsWith('zh')) ||
    !navigator.language.toLowerCase().startsWith('en')
    ? 'zh'
    : 'en';
}

export async function startLanguages(): Promise<void> {
  i18next.on('languageChanged', (to) => {
    document.documentElement.lang = to === 'zh' ? 'zh-CN' : 'en';
  });
  await i18next.use(initReactI18next).init({
    lng: chosen(),
    fallbackLng: false,
    resources: { zh: { translation: wordsIn(0) }, en: { translation: wordsIn(1) } },
    interpolation: { escapeValue: false },
    keySeparator: false,
    nsSeparator: false,
  });
}

export const language = (): Language => (i18next.language === 'en' ? 'en' : 'zh');

export async function speak(to: Language): Promise<void> {
  localStorage.setItem(KEPT, to);
  await i18next.changeLanguage(to);
}

/** What the API says in both. */
export const said = (text: { readonly zh: string; readonly en: string }): string => text[language()];
