import { DomainError, type Bilingual } from '@thaw/kernel';

/** What may be wrong with a workbook as a whole. */
export type WorkbookFault =
  | 'DAMAGED'
  | 'TRUNCATED'
  | 'ENCRYPTED'
  | 'NO_WORKBOOK'
  | 'BINARY'
  | 'NO_SHEET'
  | 'EMPTY'
  | 'CELL_TOO_LONG'
  | 'TEXTS_REPEATED'
  | 'HEADER_NOT_TEXT'
  | 'NOT_UTF8'
  | 'ROWS_OUT_OF_ORDER';

const WORDS: Readonly<Record<WorkbookFault, Bilingual>> = {
  DAMAGED: {
    zh: '这个 XLSX 文件已损坏；请用 Excel 打开并重新保存后上传。',
    en: 'this XLSX file is damaged; open it in Excel, save it anew and send that.',
  },
  TRUNCATED: {
    zh: '这个 XLSX 或 ZIP 文件不完整，末尾缺失；请重新上传整个文件。',
    en: 'this XLSX or ZIP file breaks off before its end; send the whole file again.',
  },
  ENCRYPTED: {
    zh: '这个文件设有密码；请去掉密码保存后再上传。',
    en: 'this file is protected by a password; save it without one and send that.',
  },
  NO_WORKBOOK: {
    zh: '这是 ZIP 压缩包，不是 Excel 工作簿（XLSX）；请解压后上传其中的 CSV 或 XLSX 文件。',
    en: 'this is a ZIP archive and no Excel workbook (XLSX); unpack it and send the CSV or XLSX file in it.',
  },
  BINARY: {
    zh: '这是二进制工作簿（XLSB）；请另存为“Excel 工作簿（.xlsx）”或“CSV UTF-8”后上传。',
    en: 'this is a binary workbook (XLSB); save it as an Excel workbook (.xlsx) or as "CSV UTF-8" and send that.',
  },
  NO_SHEET: {
    zh: '这个工作簿中没有可见的工作表。',
    en: 'there is no visible sheet in this workbook.',
  },
  ROWS_OUT_OF_ORDER: {
    zh: '这个 XLSX 文件已损坏：工作表的行号没有依次增大，或超过 Excel 的上限 1048576 行；请用 Excel 打开并重新保存后上传。',
    en: 'this XLSX file is damaged: the rows of its sheet are not in their order, or more than the 1048576 that Excel knows; open it in Excel, save it anew and send that.',
  },
  CELL_TOO_LONG: {
    zh: '有单元格的内容超过 Excel 的上限 32767 个字符；请缩短或删除该内容后重新上传。',
    en: 'a cell holds more than the 32767 characters that Excel allows; shorten or remove its text and send the file again.',
  },
  TEXTS_REPEATED: {
    zh: '这个工作簿中单元格引用的文本展开后远大于文件本身，不再继续读取；请另存为“CSV UTF-8”后上传。',
    en: 'the texts that the cells of this workbook name come to far more than the file: it is read no further. Save it as "CSV UTF-8" and send that.',
  },
  HEADER_NOT_TEXT: {
    zh: '工作表的表头含有无法保存的字符（如空字符）；请更正列名后重新上传。',
    en: 'the header of the sheet holds a character that cannot be kept, such as a null character; mend the names of its columns and send the file again.',
  },
  NOT_UTF8: {
    zh: '这个 XLSX 文件内部有不是 UTF-8 编码的文字，无法可靠读取；请用 Excel 打开并重新保存后上传。',
    en: 'texts inside this XLSX file are not encoded as UTF-8 and cannot be told; open it in Excel, save it anew and send that.',
  },
  EMPTY: { zh: '工作表是空的。', en: 'the sheet is empty.' },
};

export const explain = (fault: WorkbookFault): DomainError => workbookUnreadable(WORDS[fault]);

export const workbookUnreadable = (detail: Bilingual): DomainError =>
  new DomainError('FILE_UNREADABLE', { field: 'file', detail });
