import type { Bilingual } from '@thaw/kernel';
import type { MalwareScan, StoredFile } from '../entities';

export interface StoredFileView {
  readonly id: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Of the bytes as stored, in hex. */
  readonly sha256: string;
  readonly malwareScan: MalwareScan;
  /** The same in words, for whoever reads it. */
  readonly malwareScanWords: Bilingual;
}

/** Of a file's scan: no scanner can look into it. */
export const LOCKED = 'locked';

const LOCKED_WORDS: Bilingual = {
  zh: '压缩包设有密码，无法进行安全检查；请在隔离环境中打开。',
  en: 'Packed with a password, so that no scanner can look into it: open it in isolation.',
};
const SCAN_WORDS: { readonly [scan in MalwareScan]: Bilingual } = {
  not_scanned: { zh: '未进行安全检查。', en: 'Not scanned for malware.' },
  quarantined: {
    zh: '正在等待安全检查，完成后方可下载；无需重新上传。',
    en: 'Waits to be scanned for malware and can be downloaded then; it need not be sent again.',
  },
  clean: { zh: '已通过安全检查。', en: 'Scanned: no malware was found.' },
  refused: {
    zh: '未通过安全检查，不予采用；请另行提供。',
    en: 'Malware was found in it, and it does not count: send another.',
  },
};

/** A file as it is shown wherever there are files; never where its bytes lie. */
export const storedFile = ({
  id,
  fileName,
  mediaType,
  sizeBytes,
  sha256,
  malwareScan,
  scanNote,
}: StoredFile): StoredFileView => ({
  ...{ id, fileName, mediaType, sizeBytes, malwareScan },
  malwareScanWords: scanNote === LOCKED ? LOCKED_WORDS : SCAN_WORDS[malwareScan],
  sha256: sha256.toString('hex'),
});

export interface UploadedFileView extends StoredFileView {
  readonly uploadedAt: Date;
}

/** With the time at which it came. */
export const uploadedFile = (file: StoredFile): UploadedFileView => ({
  ...storedFile(file),
  uploadedAt: file.uploadedAt,
});
