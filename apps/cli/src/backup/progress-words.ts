import type { Bilingual } from '@thaw/kernel';

export function progressWords(
  what: 'tables' | 'files' | 'check',
  done: number,
  of: number | null,
): Bilingual {
  const count = of === null ? String(done) : `${done} / ${of}`;
  return { zh: `${WORDS[what].zh} ${count}`, en: `${WORDS[what].en} ${count}` };
}

const WORDS: Readonly<Record<'tables' | 'files' | 'check', Bilingual>> = {
  tables: { zh: '表', en: 'Tables' },
  files: { zh: '文件', en: 'Files' },
  check: { zh: '正在核对备份，已读', en: 'Reading the archive, parts:' },
};
