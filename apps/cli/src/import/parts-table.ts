import type { Locale } from '@thaw/kernel';
import { padTo, textWidth } from '../text-width';
import type { ImportReceipt, RoutedPart } from './desk-client';
import { number } from './import-receipt';

const HEADS: Readonly<Record<Locale, readonly string[]>> = {
  zh: ['商户号/终端号', '行数', '新增', '已有', '未导入', '状态'],
  en: ['terminal', 'lines', 'new', 'known', 'left out', 'state'],
};

const STATES: Readonly<Record<ImportReceipt['state'], Readonly<Record<Locale, string>>>> = {
  queued: { zh: '等待', en: 'queued' },
  running: { zh: '进行中', en: 'running' },
  finished: { zh: '完成', en: 'finished' },
  failed: { zh: '未能完成', en: 'failed' },
  cancelled: { zh: '已取消', en: 'cancelled' },
  refused: { zh: '已拒收', en: 'refused' },
};

/** What each terminal got of a file, a line for each; nothing where there is none. */
export function partsTable(parts: readonly RoutedPart[], locale: Locale): string {
  if (parts.length === 0) return '';
  const rows = [
    HEADS[locale],
    ...parts.map((part) => [
      `${part.merchantNo}/${part.terminalNo}`,
      number(part.linesTotal),
      number(part.accepted),
      number(part.duplicates),
      number(part.rejected),
      STATES[part.state][locale],
    ]),
  ];
  const widths = HEADS[locale].map((_, i) =>
    rows.reduce((most, row) => Math.max(most, textWidth(row[i] ?? '')), 0),
  );
  const cell = (text: string, i: number): string => {
    const width = widths[i] ?? 0;
    // Numbers stand one under the other.
    return i === 0 || i === widths.length - 1
      ? padTo(text, width)
      : ' '.repeat(width - textWidth(text)) + text;
  };
  return `\n${rows.map((row) => `  ${row.map(cell).join('  ')}`.trimEnd()).join('\n')}\n`;
}
