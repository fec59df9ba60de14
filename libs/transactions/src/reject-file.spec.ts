import type { ImportReject } from './import-reject.entity';
import { rejectHead, rejectRow } from './reject-file';

const reject = (...columns: string[]): ImportReject => ({
  importId: '',
  line: 7,
  reason: 'TIME_INVALID',
  field: 'occurred_at',
  message: { zh: '时间不对', en: 'no time' },
  columns,
});
const cells = (...columns: string[]): string =>
  rejectRow(reject(...columns), 'en').slice('7,TIME_INVALID,occurred_at,no time,'.length);

it('gives a line in the language asked for, quoted where it has to be', () => {
  expect(rejectRow(reject('a', 'b,c', 'say "x"', 'two\nlines'), 'zh')).toBe(
    '7,TIME_INVALID,occurred_at,时间不对,a,"b,c","say ""x""","two\nlines"\r\n',
  );
});

it.each([
  '=1+1',
  `=cmd|' /C calc'!A0`,
  '+SUM(A1)',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '＝1＋1',
  '＋1',
  '－A1',
  '＠A1',
])('makes a text of %j, which a spreadsheet would run', (cell) => {
  expect(cells(cell).replaceAll('"', '').startsWith(`'${cell}`)).toBe(true);
});

it.each(['5', '-5', '+5.20', '2024-03-01', 'a=b', 'a@b.cn', ''])('leaves %j as it is', (cell) =>
  expect(cells(cell)).toBe(`${cell}\r\n`),
);

it.each(['a;=1+1', 'a\t=1+1', 'a,=1+1'])(
  'keeps %j one cell, whatever the spreadsheet parts lines at',
  (cell) => expect(cells(cell)).toBe(`"${cell}"\r\n`),
);

it('does the same to the names of columns', () =>
  expect(rejectHead(['=x', 'y'])).toBe("\ufeffline,reason,field,message,'=x,y\r\n"));
