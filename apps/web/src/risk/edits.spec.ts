import { editsOf, type Rule } from './edits';

const parameter = (name: string, value: number) => ({ name, value });
const rule = (code: string): Rule =>
  ({ code, enabled: true, weight: 5, parameters: [parameter('max', 100), parameter('days', 7)] }) as Rule;

it('sends what differs, and nothing of what was put back', () => {
  const rules = ['R1a', 'R1b', 'R2', 'R3'].map(rule);
  expect(
    editsOf(rules, {
      R1a: { weight: 9, parameters: { max: 100, days: 8 } },
      R1b: { enabled: true, weight: 5 },
      R2: { enabled: false },
      gone: { weight: 1 },
    }),
  ).toEqual([
    { code: 'R1a', weight: 9, parameters: { days: 8 } },
    { code: 'R2', enabled: false },
  ]);
});
