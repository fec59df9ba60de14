import { CLOCK_KINDS, CLOCK_STEPS } from '@thaw/sla/arithmetic';
import { TASK_WORDS } from './domain';
import { staffWords } from './staff-words';

const NUMBER = 'FZ-20261123-0001';

it.each([...TASK_WORDS.keys()])('%s is told in words, in both languages', (task) => {
  const words = staffWords({ template: 'task', content: { number: NUMBER, task } });
  expect(words?.zh).toMatch(new RegExp(`^案件 ${NUMBER}：.*\\p{Script=Han}.*。$`, 'u'));
  expect(words?.en).toMatch(new RegExp(`^Case ${NUMBER}: [A-Z0-9].*\\.$`));
  expect(words?.en).not.toMatch(/\p{Script=Han}|undefined/u);
  expect(words?.zh).not.toContain(task);
});

it('knows a task for each reminder of each clock, and for its end', () => {
  for (const kind of CLOCK_KINDS) {
    const steps = CLOCK_STEPS[kind].map((percent) => (percent === 100 ? 'overdue' : String(percent)));
    for (const step of steps) expect(TASK_WORDS.has(`clock_${kind}_${step}`)).toBe(true);
  }
});

it('says to admins whose role is wanted and nothing of the case beyond its number', () => {
  const words = staffWords({
    template: 'nobody_eligible',
    content: { number: NUMBER, roles: ['agent', 'supervisor'] },
  });
  expect(words).toEqual({
    zh: `案件 ${NUMBER} 的下一步没有合适且在职的专员或主管可以办理：请授予角色或增加人员。`,
    en: `No agent or supervisor who is there may take the next step of case ${NUMBER}: grant the role to somebody, or add a person.`,
  });
});

it('names to admins the year that is not loaded', () => {
  const words = staffWords({ template: 'year_not_loaded', content: { year: 2027 } });
  expect([words?.zh, words?.en]).toEqual([
    expect.stringMatching(/2027.*请导入。$/),
    expect.stringMatching(/2027.*import.*\.$/),
  ]);
});

it('leaves what has its own words to itself', () => {
  expect(staffWords({ template: 'freeze_notice', content: { number: NUMBER } })).toBeNull();
});
