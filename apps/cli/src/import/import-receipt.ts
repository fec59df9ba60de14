import type { Locale } from '@thaw/kernel';
import type { ImportReceipt } from './desk-client';

const number = (value: number): string => value.toLocaleString('en');

/** `42 % · 12,600 of 30,000 lines`; the share comes first. */
export function progressText({ percent, linesDone, linesTotal }: ImportReceipt, locale: Locale): string {
  const [done, total] = [number(linesDone), number(linesTotal)];
  return locale === 'zh'
    ? `${percent}% · 已处理 ${done} / ${total} 行`
    : `${percent}% · ${done} of ${total} lines`;
}

/** What became of the file, for a person. */
export function receiptText(receipt: ImportReceipt, locale: Locale): string {
  return `${(locale === 'zh' ? chinese : english)(receipt).join('\n')}\n`;
}

function chinese({
  id,
  fileName,
  linesTotal,
  accepted,
  duplicates,
  rejected,
  failure,
  duplicateOf,
}: ImportReceipt) {
  return [
    failure ? `未能完成：${failure.zh}` : `已导入 ${fileName}`,
    `  导入编号   ${id}`,
    `  总行数     ${number(linesTotal)}`,
    `  新增交易   ${number(accepted)}`,
    `  已有跳过   ${number(duplicates)}`,
    `  未导入     ${number(rejected)}`,
    ...(duplicateOf === null ? [] : [`  此文件已导入过（${duplicateOf}），本次没有新增。`]),
    ...(rejected === 0
      ? []
      : [`  未导入的行及原因：GET /v1/imports/${id}/rejects，或加 --rejects 文件 另存`]),
  ];
}

function english({
  id,
  fileName,
  linesTotal,
  accepted,
  duplicates,
  rejected,
  failure,
  duplicateOf,
}: ImportReceipt) {
  return [
    failure ? `Not finished: ${failure.en}` : `Imported ${fileName}`,
    `  import       ${id}`,
    `  lines        ${number(linesTotal)}`,
    `  new          ${number(accepted)}`,
    `  known        ${number(duplicates)}`,
    `  left out     ${number(rejected)}`,
    ...(duplicateOf === null
      ? []
      : [`  This very file had been imported before (${duplicateOf}): nothing is new.`]),
    ...(rejected === 0
      ? []
      : [`  Lines left out, and why: GET /v1/imports/${id}/rejects, or add --rejects FILE`]),
  ];
}
