import fc from 'fast-check';
import { bigrams, searchForm, snippetOf } from './search-text';

describe('the form in which texts are searched', () => {
  it.each([
    ['ＡＢＣ１２３', 'abc123'],
    ['Straße, ÉCOLE', 'straße école'],
    ['e\u0301cole', 'école'],
    ['FZ-20261101-0004', 'fz 20261101 0004'],
    ['  套现——刷单！！', '套现 刷单'],
    ['１００%_', '100'],
    ['！？…', ''],
    ['𠮷野家', '𠮷野家'],
  ])('of %j is %j', (text, form) => expect(searchForm(text).normalize('NFC')).toBe(form.normalize('NFC')));

  it('is its own form, and has nothing that a pattern of SQL would take for more than itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const form = searchForm(text);
        expect(form).not.toMatch(/[%_\\]|^ | $| {2}/);
        expect(bigrams(form).every((gram) => [...gram].length === 2 && form.includes(gram))).toBe(true);
      }),
    );
  });
});

it('cuts every pair of characters once, and none across a space', () => {
  expect(bigrams('套现套现 ab')).toEqual(['套现', '现套', 'ab']);
  expect(bigrams('𠮷野')).toEqual(['𠮷野']);
  expect(bigrams('a b 套')).toEqual([]);
});

describe('what is shown of a hit', () => {
  const marked = (text: string, query: string): string[] | null => {
    const snippet = snippetOf(text, searchForm(query));
    return snippet && snippet.hits.map(({ from, to }) => snippet.text.slice(from, to));
  };

  it('marks it as it was written, every one that is shown', () => {
    expect(marked('本店ＡＢＣ刷卡机，abc', 'abc')).toEqual(['ＡＢＣ', 'abc']);
    expect(marked('见 FZ-20261101-0004。', 'fz 20261101')).toEqual(['FZ-20261101']);
    expect(marked('什么也没有', '套现')).toBeNull();
  });

  it('is a part of the text around the first, cut in no character', () => {
    const long = `${'𠮷'.repeat(300)}套现${'𠮷'.repeat(300)}套现`;
    const snippet = snippetOf(long, '套现')!;
    expect(snippet.hits).toHaveLength(1);
    expect(snippet.text.length).toBeLessThan(100);
    expect([...snippet.text].every((character) => !/^[\uD800-\uDFFF]$/.test(character))).toBe(true);
  });

  it('is the text itself where it is short, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (before, after) => {
        const text = `${before} 套现 ${after}`.normalize('NFC');
        expect(snippetOf(text, '套现')).toMatchObject({ text });
        expect(marked(text, '套现')?.[0]).toBe('套现');
      }),
    );
  });
});
