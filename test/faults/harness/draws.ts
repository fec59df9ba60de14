import { Dice } from '../../stories/model/dice';

const NUMBERS = 256;

/** The same seed and purpose, the same numbers. */
export function diceOf(seed: number, purpose: number): Dice {
  let state = (Math.imul(seed + 1, 2_654_435_761) ^ Math.imul(purpose + 1, 40_503)) >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 4;
  };
  return new Dice(Array.from({ length: NUMBERS }, next));
}
