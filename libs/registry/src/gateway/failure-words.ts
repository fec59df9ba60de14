import type { Bilingual } from '@thaw/kernel';

type Words = (found: RegExpExecArray) => Bilingual;

const within = (rest: string | undefined): Bilingual => failureWords(rest ?? '');

/** What our own side says of a failure, as it is stored; the rest are the terminal system's words. */
const OURS: readonly (readonly [RegExp, Words])[] = [
  [
    /^gave up after (\d+) (?:try|tries): (.*)$/s,
    ([, tries, rest]) => ({
      zh: `尝试 ${tries} 次后放弃：${within(rest).zh}`,
      en: `Given up after ${tries} ${tries === '1' ? 'try' : 'tries'}: ${within(rest).en}`,
    }),
  ],
  [
    /^the deadline has passed: (.*)$/s,
    ([, rest]) => ({ zh: `已过期限：${within(rest).zh}`, en: `The deadline has passed: ${within(rest).en}` }),
  ],
  [
    /^(?:refused: )?(\d{3}): (.*)$/s,
    ([, status, theirs]) => ({
      zh: `终端系统拒绝（HTTP ${status}），其原文：“${theirs}”`,
      en: `The terminal system refused (HTTP ${status}); its words: “${theirs}”`,
    }),
  ],
  [/^refused: (.*)$/s, ([, rest]) => within(rest)],
  [
    /^HTTP (\d{3})$/,
    ([, status]) => ({
      zh: `终端系统出错（HTTP ${status}）`,
      en: `The terminal system is at fault (HTTP ${status})`,
    }),
  ],
  [
    // Which way a line broke is for whoever runs the desk, and stands in the log of the exchange alone.
    /^the line failed(?:: .*)?$/s,
    () => ({ zh: '与终端系统的连接失败', en: 'The line to the terminal system failed' }),
  ],
  [
    /^no answer in time$/,
    () => ({ zh: '终端系统未及时答复', en: 'The terminal system did not answer in time' }),
  ],
  [/^no answer$/, () => ({ zh: '终端系统没有答复', en: 'The terminal system did not answer' })],
  [
    /^the answer cannot be read$/,
    () => ({ zh: '终端系统的答复无法识别', en: 'The answer of the terminal system cannot be read' }),
  ],
  [
    /^the terminal system never got it$/,
    () => ({ zh: '终端系统没有收到该指令', en: 'The terminal system never got the command' }),
  ],
  [
    /^accepted, but never confirmed$/,
    () => ({
      zh: '终端系统已受理，但一直没有确认',
      en: 'The terminal system accepted it, but never confirmed',
    }),
  ],
  [
    /^no terminal system is connected$/,
    () => ({
      zh: '没有联网的终端系统：请人工执行，并由两人确认',
      en: 'No terminal system is connected: carry it out by hand, and have two persons confirm it',
    }),
  ],
  [
    /^no reason given$/,
    () => ({ zh: '终端系统执行失败，未说明原因', en: 'The terminal system failed and gave no reason' }),
  ],
];

/**
 * Why a command failed or a question was not answered, for a person to read. Takes the text as it is stored; what the
 * terminal system said itself is quoted, as it was kept: short, masked, and in whatever language it speaks.
 */
export function failureWords(stored: string): Bilingual {
  for (const [pattern, words] of OURS) {
    const found = pattern.exec(stored);
    if (found) return words(found);
  }
  return { zh: `终端系统的原文：“${stored}”`, en: `The terminal system’s words: “${stored}”` };
}
