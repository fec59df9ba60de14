import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RULES } from '@thaw/risk/rules';
import { MappingFileRefused } from '../mapping/mapping-file';
import { UsageError, readArguments, readLocale } from './scan-arguments';

const read = (line: string): ReturnType<typeof readArguments> => readArguments(line.split(' '));

describe('readArguments', () => {
  it('has defaults for all but the file', () =>
    expect(read('a.csv')).toEqual({
      file: 'a.csv',
      mapping: {
        columns: {},
        timeZone: 'Asia/Shanghai',
        currency: 'CNY',
        amountUnit: 'yuan',
        cardType: 'unknown',
      },
      feeProfile: 'standard',
      facts: null,
      rules: RULES,
      parameters: {},
      json: false,
      html: null,
      locale: 'zh',
    }));

  it('reads the mapping from a file; options go before it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'thaw-mapping-'));
    try {
      const file = join(folder, 'm.json');
      writeFileSync(file, '{"amount": "money", "amountUnit": "fen", "currency": "JPY"}');
      expect(read(`a.csv --map-file ${file} --currency USD`)?.mapping).toEqual({
        columns: { amount: 'money' },
        timeZone: 'Asia/Shanghai',
        currency: 'USD',
        amountUnit: 'fen',
        cardType: 'unknown',
      });
      expect(() => read(`a.csv --map-file ${file} --map amount=x`)).toThrow(UsageError);
      writeFileSync(file, '{"amuont": "money"}');
      expect(() => read(`a.csv --map-file ${file}`)).toThrow(MappingFileRefused);
      writeFileSync(file, ' '.repeat(100_000));
      expect(() => read(`a.csv --map-file ${file}`)).toThrow(/more than 20000 characters/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reads every option', () =>
    expect(
      read(
        '--json --facts facts.json --fee-profile low_rate a.csv --time-zone America/New_York --map amount=money --currency usd ' +
          '--card-type credit --amount-unit fen --rules R2,R1a --set R1a.max=300 --lang en --html out.html',
      ),
    ).toEqual({
      file: 'a.csv',
      mapping: {
        columns: { amount: 'money' },
        timeZone: 'America/New_York',
        currency: 'USD',
        amountUnit: 'fen',
        cardType: 'credit',
      },
      feeProfile: 'low_rate',
      facts: 'facts.json',
      rules: RULES.filter(({ code }) => code === 'R1a' || code === 'R2'),
      parameters: { R1a: { max: 300 } },
      json: true,
      html: 'out.html',
      locale: 'en',
    }));

  it.each([
    'a.csv --map occurred_at=datetime amount=money type=',
    '--map occurred_at=datetime amount=money type= a.csv',
    '--map occurred_at=datetime --map amount=money type= a.csv',
    '--map=occurred_at=datetime amount=money a.csv --map=type=',
    '--map occurred_at=datetime amount=money type= -- a.csv',
  ])('reads several columns after one --map: %s', (line) => {
    expect(read(line)).toMatchObject({
      file: 'a.csv',
      mapping: { columns: { occurred_at: 'datetime', amount: 'money', type: '' } },
    });
  });

  it('reads several parameters after one --set, and a column with a space in its name', () => {
    expect(
      readArguments(['a.csv', '--set', 'R1a.max=100', 'R2.n=4', '--map', 'amount=总 金额']),
    ).toMatchObject({
      parameters: { R1a: { max: 100 }, R2: { n: 4 } },
      mapping: { columns: { amount: '总 金额' } },
    });
  });

  it('gives nothing where help is asked for', () => expect(read('a.csv -h')).toBeNull());

  it.each([
    ['--json', 'the file to scan is missing'],
    ['a.csv b.csv', 'not understood: b.csv'],
    ['a.csv --foo', '--foo'],
    ['a.csv --html ./a.csv', 'other than the one that is scanned'],
    ['a.csv --facts f.json --html ./f.json', 'and the others that are read'],
    ['a.csv --map', '--map'],
    ['a.csv --map --json', 'field=column'],
    ['a.csv --map when=datetime', 'there is no field "when"'],
    ['a.csv --time-zone Mars', 'IANA'],
    ['a.csv --fee-profile cheap', 'standard, low_rate, capped'],
    ['a.csv --card-type gold', 'credit, debit, unknown'],
    ['a.csv --lang fr', 'zh, en'],
    ['a.csv --rules R1a,R99', 'there is no rule "R99"'],
    ['a.csv --rules R2 --set R1a.max=5', 'R1a'],
    ['a.csv --set R1a.max=-5', 'R1a.max'],
    ['a.csv --set R1a', 'R1a'],
  ])('refuses %s', (line, part) => {
    let refusal: unknown;
    try {
      read(line);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(UsageError);
    expect((refusal as UsageError).detail.en).toContain(part);
    expect((refusal as UsageError).detail.zh).not.toBe('');
  });
});

describe('readLocale', () => {
  it.each([
    ['--foo', 'zh'],
    ['--foo --lang en', 'en'],
    ['--lang=en --foo', 'en'],
    ['en --foo', 'zh'],
  ])('of %j is %s', (line, locale) => expect(readLocale(line.split(' '))).toBe(locale));
});
