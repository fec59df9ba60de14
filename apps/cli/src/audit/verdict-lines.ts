import type { CaseVerdict, Difference, Verdict } from '@thaw/audit';
import type { Bilingual, Locale } from '@thaw/kernel';
import { printable } from '../printable';

export function databaseLines(verdict: Verdict, locale: Locale): string {
  const { records, checkpoints, covered, uncovered, unnumbered, erased, difference } = verdict;
  const counts: Bilingual = {
    zh: `审计记录 ${records} 条，检查点 ${checkpoints} 个，覆盖 ${covered} 条。
尚无检查点覆盖的新记录 ${uncovered} 条，待编号 ${unnumbered} 条；内容已依法删除 ${erased} 条。`,
    en: `${records} records, ${checkpoints} checkpoints, which cover ${covered}.
${uncovered} newer records that none covers yet, ${unnumbered} without a number; of ${erased} the values were erased.`,
  };
  const told = difference ? differenceWords(difference) : ALL_WELL;
  const entry = difference?.entry === undefined ? '' : `${printable(difference.entry)}\n`;
  return `${counts[locale]}\n${told[locale]}\n${entry}`;
}

export function caseLines(
  { records, checkpoint, difference }: CaseVerdict,
  newer: number,
  locale: Locale,
): string {
  if (!checkpoint) return `${NOT_SIGNED[locale]}\n`;
  const { size, at } = checkpoint;
  const counts: Bilingual = {
    zh: `案件记录 ${records} 条，检查点 ${at.toISOString()}，覆盖 ${size} 条；另有 ${newer} 条更新的记录未被覆盖。`,
    en: `${records} records of the case; the checkpoint of ${at.toISOString()} covers ${size}; ${newer} newer ones of the case are not covered.`,
  };
  const told = difference ? caseWords(difference.fault, difference.seq ?? 0) : ALL_WELL;
  return `${counts[locale]}\n${told[locale]}\n`;
}

const ALL_WELL: Bilingual = { zh: '全部一致。', en: 'All is as it was.' };
const NOT_SIGNED: Bilingual = {
  zh: '检查点不是该公钥所签。',
  en: 'The checkpoint was not signed by this key.',
};

function differenceWords({ fault, first, last = first }: Difference): Bilingual {
  switch (fault) {
    case 'altered':
      return { zh: `第 ${first} 条被改动。`, en: `Record ${first} was altered.` };
    case 'missing':
      return { zh: `第 ${first} 条缺失。`, en: `Record ${first} is missing.` };
    case 'body':
      return {
        zh: `第 ${first} 条的前后值与其承诺不符。`,
        en: `The values of record ${first} are not those it commits to.`,
      };
    case 'tree':
      return {
        zh: `第 ${first} 条无误，但库中存的哈希被改动。`,
        en: `Record ${first} is as it was, but a stored hash was altered.`,
      };
    case 'within':
      return {
        zh: `第 ${first} 至 ${last} 条之间有改动；没有导出的叶哈希，无法指明是哪一条。`,
        en: `Something differs from record ${first} to ${last}; without exported leaves nothing says which.`,
      };
    case 'checkpoint':
      return {
        zh: `覆盖 ${first} 条的检查点文件不是该公钥所签，或被改动。`,
        en: `The checkpoint of ${first} records was not signed by this key, or was altered.`,
      };
    case 'leaves':
      return {
        zh: `覆盖 ${first} 条的检查点的叶哈希文件不全，或被改动。`,
        en: `The leaves of the checkpoint of ${first} records are not whole, or were altered.`,
      };
    case 'gone':
      return {
        zh: `覆盖 ${first} 条的检查点曾导出，但目录中没有：文件被移走，或这是较早的副本。`,
        en: `The checkpoint of ${first} records was exported and is not in the folder: it was taken away, or this is an older copy.`,
      };
  }
}

function caseWords(fault: NonNullable<CaseVerdict['difference']>['fault'], seq: number): Bilingual {
  switch (fault) {
    case 'checkpoint':
      return NOT_SIGNED;
    case 'altered':
      return { zh: `第 ${seq} 条被改动。`, en: `Record ${seq} was altered.` };
    case 'body':
      return {
        zh: `第 ${seq} 条的前后值与其承诺不符。`,
        en: `The values of record ${seq} are not those it commits to.`,
      };
    case 'order':
      return { zh: `第 ${seq} 条次序颠倒或重复。`, en: `Record ${seq} is out of order, or there twice.` };
    case 'case':
      return { zh: `第 ${seq} 条不属于该案件。`, en: `Record ${seq} is of another case.` };
  }
}
