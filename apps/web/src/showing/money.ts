import { language } from '../language/language';

/** Integer fen as yuan: ¥1,234.56. */
export function money(fen: number, currency = 'CNY'): string {
  return new Intl.NumberFormat(language() === 'zh' ? 'zh-CN' : 'en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).format(fen / 100);
}
