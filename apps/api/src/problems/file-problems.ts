import { text } from './problem-text';

/** What is wrong with a file, or with what became of one. */
export const FILE_PROBLEMS = {
  FILE_TYPE_REFUSED: text(
    415,
    ['不接受这种文件', 'This type of file is not taken'],
    [
      '请按要求的格式重新导出或拍照后上传；类型以文件内容为准，改扩展名无效。',
      'Save or photograph it in one of the types asked for. The content decides, not the extension.',
    ],
  ),
  FILE_TOO_LARGE: text(
    413,
    ['文件过大', 'The file is too large'],
    ['请压缩图片或拆分文件后再上传。', 'Compress the picture or split the file, then upload it again.'],
  ),
  FILE_UNREADABLE: text(
    422,
    ['无法读取文件', 'The file cannot be read'],
    [
      '请确认文件完整、编码和格式正确后重新上传。',
      'Make sure the file is whole and in the right format and encoding, then upload it again.',
    ],
  ),
  FILE_ERASED: text(
    410,
    ['文件已删除', 'The file was erased'],
    [
      '保存期限已满，文件已依规定删除，无法恢复；其编号、时间与哈希仍在案件中。',
      'The time for which it was kept is over, and it was erased for good; its id, time and hash still stand in the case.',
    ],
  ),
  FILE_DAMAGED: text(
    500,
    ['保存的文件已损坏', 'The file as it was kept is damaged'],
    [
      '系统保存的文件与收到时不一致，未予提供；请联系运维从备份恢复，或请对方重新提供。',
      'What is kept is not what came in, and is not given out: ask operations to restore it from a backup, or ask for it to be sent again.',
    ],
  ),
  FILE_IN_QUARANTINE: text(
    409,
    ['文件正在等待安全检查', 'The file waits to be scanned'],
    [
      '检查完成后即可下载；无需重新上传，请稍后再试。',
      'It can be downloaded once the scan is done: try again shortly. It need not be sent again.',
    ],
  ),
  FILE_INFECTED: text(
    410,
    ['文件未通过安全检查', 'Malware was found in the file'],
    [
      '该文件不予提供；请在安全的设备上重新制作，并另行上传。',
      'It is given to nobody: make it anew on a clean device, and upload another.',
    ],
  ),
} as const;
