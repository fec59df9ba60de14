import { ADMIN_WORDS } from './admin';
import { AUDIT_WORDS } from './audit';
import { CASES_WORDS } from './cases';
import { DESK_WORDS } from './desk';
import { EVENT_WORDS } from './events';
import { FRAME_WORDS } from './frame';
import { PORTAL_WORDS } from './portal';
import { RISK_WORDS } from './risk';

/** Every word of the pages: Chinese first. */
export const WORDS = {
  ...FRAME_WORDS,
  ...CASES_WORDS,
  ...EVENT_WORDS,
  ...DESK_WORDS,
  ...AUDIT_WORDS,
  ...ADMIN_WORDS,
  ...RISK_WORDS,
  ...PORTAL_WORDS,
};

type Word = keyof typeof WORDS;

/** All of them in the first language, or in the second. */
export const wordsIn = <Place extends 0 | 1>(
  place: Place,
): { readonly [Key in Word]: (typeof WORDS)[Key][Place] } =>
  Object.fromEntries(Object.entries(WORDS).map(([key, said]) => [key, said[place]])) as ReturnType<
    typeof wordsIn<Place>
  >;
