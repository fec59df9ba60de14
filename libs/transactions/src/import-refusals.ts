import { DomainError } from '@thaw/kernel';
import type { HistoryImport } from './history-import.entity';

export function notCancellable({
  state,
  strict,
  routedImportId,
}: Pick<HistoryImport, 'state' | 'strict' | 'routedImportId'>): DomainError {
  const isUnderWay = state === 'running' || state === 'queued';
  const detail =
    isUnderWay && strict && routedImportId !== null
      ? {
          zh: `这次导入属于一份要求全部或全不（strict）的多终端文件，不能单独取消；请取消整份文件的导入（${routedImportId}）。`,
          en: `The import is part of a file of several terminals that is to be all or nothing (strict) and cannot be cancelled by itself: cancel the whole of it (${routedImportId}).`,
        }
      : isUnderWay && strict
        ? {
            zh: '这次导入要求全部或全不（strict），且已开始写入；中途停止会只剩一部分，请等它完成。',
            en: 'The import is to be all or nothing (strict) and has begun to write: stopped now it would be a part. Wait for its end.',
          }
        : { zh: '导入已经结束。', en: 'The import has ended.' };
  return new DomainError('IMPORT_NOT_CANCELLABLE', { detail, extra: { state } });
}

export const notAsAnnounced = (): DomainError =>
  new DomainError('DIGEST_MISMATCH', {
    field: 'sha256',
    detail: {
      zh: '收到的文件与所声明的 SHA-256 不一致：文件可能在传输中损坏，或声明的是另一个文件。没有保留任何内容。',
      en: 'The file that came is not the one whose SHA-256 was announced: it was damaged on its way, or is another. Nothing was kept.',
    },
  });
