import type { Locale } from '@thaw/kernel';

const DEFAULT: Locale = 'zh';

/** The language a person reads, by `Accept-Language` (RFC 9110, 12.5.4); Chinese where it names neither of ours. */
export function readerLanguage(acceptLanguage: string | undefined): Locale {
  let best: { locale: Locale; quality: number } | null = null;
  for (const range of (acceptLanguage ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    const locale = /^zh\b/.test(tag) ? 'zh' : /^en\b/.test(tag) ? 'en' : tag === '*' ? DEFAULT : null;
    if (locale && quality > 0 && quality > (best?.quality ?? 0)) best = { locale, quality };
  }
  return best?.locale ?? DEFAULT;
}
