import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIGURES, type FigureWords } from './figures';

const DOCS = join(__dirname, '..', '..', '..', '..', 'docs');
const FILES = { en: 'figures.md', zh: 'figures.zh-CN.md' } as const;

it.each(['en', 'zh'] as const)('is defined in the docs as it is where it is shown (%s)', (language) => {
  const text = readFileSync(join(DOCS, FILES[language]), 'utf8').replace(/\s+/g, ' ');
  const missing = Object.entries<FigureWords>(FIGURES).filter(
    ([code, { title, definition }]) =>
      !text.includes(`\`${code}\` ${title[language]} — ${definition[language]}`.replace(/\s+/g, ' ')),
  );
  expect(missing.map(([code]) => code)).toEqual([]);
});
