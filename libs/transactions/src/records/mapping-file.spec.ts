import { isDomainError } from '@thaw/kernel';
import { parseMappingFile } from './mapping-file';

const refusalOf = (text: string) => {
  try {
    parseMappingFile(text);
  } catch (error) {
    if (isDomainError(error)) return { code: error.code, ...error.context };
    throw error;
  }
  throw new Error('was taken');
};

it('reads columns and options', () => {
  expect(
    parseMappingFile('{"occurred_at": "交易时间", "card": "", "timeZone": "UTC", "amountUnit": "fen"}'),
  ).toEqual({ columns: { occurred_at: '交易时间', card: '' }, timeZone: 'UTC', amountUnit: 'fen' });
  expect(parseMappingFile('\ufeff{}')).toEqual({ columns: {} });
});

it('names what is neither a field nor an option, and what there is', () => {
  const refusal = refusalOf('{"when": "datetime"}');
  expect(refusal).toMatchObject({ code: 'MAPPING_INVALID', field: 'mapping' });
  for (const text of Object.values(refusal.detail as object)) {
    expect(text).toEqual(expect.stringMatching(/when.*occurred_at.*timeZone/));
  }
});

it('says what a mapping looks like where it is no JSON', () => {
  expect(refusalOf('{"amount": "money",')).toMatchObject({
    code: 'INVALID_REQUEST',
    detail: {
      en: expect.stringMatching(/^Give a JSON object such as/) as string,
      zh: expect.stringMatching(/^请提供 JSON 对象/) as string,
    },
  });
});

it.each(['[]', '"amount=money"', 'null', '{"amount": 1}', '{"amount": null}', '{"timeZone": 8}', ''])(
  'refuses %s',
  (text) => expect(refusalOf(text)).toMatchObject({ code: 'INVALID_REQUEST', field: 'mapping' }),
);

it('shows nothing of a card number', () => {
  expect(JSON.stringify(refusalOf('{"4111111111111111": "x"}'))).not.toContain('4111111111111111');
});
