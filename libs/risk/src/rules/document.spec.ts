import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from './index';

const DOCUMENT = readFileSync(join(__dirname, '../../../../docs/rules.md'), 'utf8');
const chapters = new Map(
  DOCUMENT.split(/^### /m)
    .slice(1)
    .map((text) => [text.split(' ')[0] ?? '', text]),
);

describe('docs/rules.md', () => {
  it('tells of every rule, in their order, and of no other', () => {
    expect([...chapters.keys()]).toEqual(RULES.map(({ code }) => code));
  });

  it.each(RULES.map((rule) => ({ code: rule.code, rule })))('tells of $code as it is', ({ code, rule }) => {
    const chapter = chapters.get(code) ?? '';
    expect(chapter.startsWith(`${code} ${rule.name}\n`)).toBe(true);
    expect(chapter).toContain(`${rule.title.zh} · ${rule.title.en}. Weight ${rule.weight}.`);
    const rows = [...chapter.matchAll(/^\| `(\w+)` *\| *(\d+) *\| *(\d+) *\| *(\d+) *\|/gm)].map(
      ([, name, ...numbers]) => [name, ...numbers.map(Number)],
    );
    const parameters = Object.entries(rule.parameters);
    expect(rows).toEqual(parameters.map(([name, spec]) => [name, spec.default, spec.min, spec.max]));
    for (const fact of rule.needs ?? []) expect(chapter).toContain(`\`${fact}\``);
  });
});
