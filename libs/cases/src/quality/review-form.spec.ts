import { isDomainError } from '@thaw/kernel';
import { QUALITY_CRITERIA, readMarks } from './review-form';

const ALL = { reason: 5, evidence: 4, proportion: 3, words: 2, time: 1, record: null };

const fieldOf = (marks: Record<string, unknown>): string | undefined => {
  try {
    readMarks(marks);
  } catch (error) {
    if (isDomainError(error, 'INVALID_REQUEST')) return error.context.field;
    throw error;
  }
  return 'taken';
};

it('has a mark or a word that there is none for each criterion', () => {
  expect(readMarks(ALL)).toEqual(ALL);
  expect(Object.keys(readMarks(ALL))).toEqual(Object.keys(QUALITY_CRITERIA));
});

it.each<[Record<string, unknown>, string]>([
  [{ ...ALL, reason: 6 }, 'marks.reason'],
  [{ ...ALL, time: 0 }, 'marks.time'],
  [{ ...ALL, time: 1.5 }, 'marks.time'],
  [{ ...ALL, words: undefined }, 'marks.words'],
  [{ ...ALL, style: 3 }, 'marks.style'],
  [Object.fromEntries(Object.keys(ALL).map((name) => [name, null])), 'marks'],
])('refuses %j at %s', (marks, field) => expect(fieldOf(marks)).toBe(field));
