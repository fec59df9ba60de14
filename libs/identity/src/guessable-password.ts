import type { Bilingual } from '@thaw/kernel';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { passwordProblem } from './passwords';

/** Of 4: somebody needs a hundred million tries and more, so that no list of known passwords has it. */
const LEAST_SCORE = 3;
/** Enough to tell; what comes after only adds to it, and long texts take long to weigh. */
const WEIGHED_LENGTH = 64;
/** What people here make passwords of first (ASVS 5.0, 6.1.2). */
const WORDS_OF_THE_DESK = ['thaw', 'desk', 'freeze', 'terminal', 'merchant'];

let weigher: ZxcvbnFactory | null = null;

/** Why a password that somebody chose is refused, or null: also where it is known or easily guessed. */
export function weakness(password: string, login: string): Bilingual | null {
  const problem = passwordProblem(password, login);
  if (problem) return problem;
  // Its lists of known passwords take megabytes and a third of a second, and most processes never need them.
  weigher ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const weighed = password.normalize('NFKC').slice(0, WEIGHED_LENGTH);
  const { score } = weigher.check(weighed, [login, ...WORDS_OF_THE_DESK]);
  if (score >= LEAST_SCORE) return null;
  return {
    zh: '这个密码很常见或容易猜到，请换一个，例如几个不相关的词。',
    en: 'This password is well known or easily guessed. Choose another: a few unrelated words, say.',
  };
}
