import type { Bilingual, Locale } from '@thaw/kernel';
import type { ImportKind, ImportReceipt, RoutedReceipt } from './desk-client';

export const number = (value: number): string => value.toLocaleString('en');

/** `42 % · 12,600 of 30,000 lines · 0.4 of 0.9 MB`; the share comes first. */
export function progressText(
  { percent, linesDone, linesTotal, bytesDone, sizeBytes }: ImportReceipt,
  locale: Locale,
): string {
  const [done, total] = [number(linesDone), number(linesTotal)];
  return locale === 'zh'
    ? `${percent}% · 已处理 ${done} / ${total} 行 · ${megabytes(bytesDone)} / ${megabytes(sizeBytes)} MB`
    : `${percent}% · ${done} of ${total} lines · ${megabytes(bytesDone)} of ${megabytes(sizeBytes)} MB`;
}

/** `12% · 3.2 of 26.1 MB`, while the file is on its way. */
export function uploadText(sent: number, sizeBytes: number, locale: Locale): string {
  const percent = sizeBytes === 0 ? 100 : Math.floor((sent * 100) / sizeBytes);
  const of = locale === 'zh' ? '/' : 'of';
  return `${percent}% · ${megabytes(sent)} ${of} ${megabytes(sizeBytes)} MB`;
}

const megabytes = (bytes: number): string =>
  (bytes / 1e6).toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** What became of the file, for a person. */
export function receiptText(receipt: ImportReceipt | RoutedReceipt, locale: Locale): string {
  const routed = 'terminals' in receipt ? receipt : null;
  const kind: ImportKind = routed ? 'routed-imports' : 'imports';
  return `${(locale === 'zh' ? chinese : english)(receipt, routed, kind).join('\n')}\n`;
}

function chinese(receipt: ImportReceipt, routed: RoutedReceipt | null, kind: ImportKind) {
  const { id, linesTotal, accepted, duplicates, rejected, state, duplicateOf } = receipt;
  return [
    outcome(receipt).zh,
    `  导入编号   ${id}`,
    `  总行数     ${number(linesTotal)}`,
    `  新增交易   ${number(accepted)}`,
    `  已有跳过   ${number(duplicates)}`,
    `  未导入     ${number(rejected)}`,
    ...(routed && routed.state !== 'refused'
      ? [`  终端数     ${number(routed.terminals)}`, `  无终端的行 ${number(routed.unrouted)}`]
      : []),
    ...(duplicateOf === null || state !== 'finished'
      ? []
      : [`  此文件已导入过（${duplicateOf}），本次没有新增。`]),
    ...(rejected === 0
      ? []
      : [`  未导入的行及原因：GET /v1/${kind}/${id}/rejects，或加 --rejects 文件 另存`]),
  ];
}

function english(receipt: ImportReceipt, routed: RoutedReceipt | null, kind: ImportKind) {
  const { id, linesTotal, accepted, duplicates, rejected, state, duplicateOf } = receipt;
  return [
    outcome(receipt).en,
    `  import       ${id}`,
    `  lines        ${number(linesTotal)}`,
    `  new          ${number(accepted)}`,
    `  known        ${number(duplicates)}`,
    `  left out     ${number(rejected)}`,
    ...(routed && routed.state !== 'refused'
      ? [`  terminals    ${number(routed.terminals)}`, `  no terminal  ${number(routed.unrouted)}`]
      : []),
    ...(duplicateOf === null || state !== 'finished'
      ? []
      : [`  This very file had been imported before (${duplicateOf}): nothing is new.`]),
    ...(rejected === 0
      ? []
      : [`  Lines left out, and why: GET /v1/${kind}/${id}/rejects, or add --rejects FILE`]),
  ];
}

function outcome({ state, fileName, failure }: ImportReceipt): Bilingual {
  if (state === 'cancelled') {
    return {
      zh: `已取消 ${fileName}：已导入的行仍然保留；重新上传同一文件，已有的交易会自动跳过。`,
      en: `Cancelled ${fileName}: what had been taken in stays; send the same file again and it is skipped.`,
    };
  }
  if (failure === null) return { zh: `已导入 ${fileName}`, en: `Imported ${fileName}` };
  return state === 'refused'
    ? { zh: `已拒收：${failure.zh}`, en: `Refused: ${failure.en}` }
    : { zh: `未能完成：${failure.zh}`, en: `Not finished: ${failure.en}` };
}
