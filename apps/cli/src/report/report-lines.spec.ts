import { Zone } from '@thaw/kernel';
import { ReportLines, type ReportKind } from './report-lines';

const SHANGHAI = new Zone('Asia/Shanghai');
const TERMINAL = { merchantNo: '100310054110001', terminalNo: 'A0000001' };
const lines = (kind: ReportKind, header: string, terminal = TERMINAL as typeof TERMINAL | null) =>
  new ReportLines(kind, header.split(','), SHANGHAI, terminal);

it.each([
  ['31.230416', 31_230_416],
  ['-31.2304165', -31_230_417],
  ['31.2304164', 31_230_416],
  ['0.000001', 1],
  ['-0', 0],
  ['180', 180_000_000],
  ['121.4737010000', 121_473_701],
  ['8.1', 8_100_000],
])('reads %s degrees as %s', (cell, micro) => {
  const line = lines('location-fixes', 'at,lon,lat,source').read([
    '2026-11-20 10:00:00',
    cell,
    '1',
    'device',
  ]);
  expect(line).toMatchObject({
    item: { at: '2026-11-20T02:00:00.000Z', lonE6: micro, latE6: 1_000_000, source: 'device' },
  });
});

it('reads chargebacks in yuan', () => {
  const reader = lines('chargebacks', 'note, Reference ,received_at,amount,reason,sale_reference');
  expect(reader.read(['x', ' CB-1 ', '2026-11-20T10:00:00+00:00', '128.50', '10.4', ''])).toEqual({
    numbers: TERMINAL,
    item: { reference: 'CB-1', receivedAt: '2026-11-20T10:00:00.000Z', amountFen: 12_850, reason: '10.4' },
  });
  expect(reader.read(['x', 'CB-2', '2026-11-20', '1', '10.4', 'R7'])).toEqual({
    zh: '列“received_at”：应为 ISO 8601 时间，例如 2026-11-23 16:00:00 或 2026-11-23T16:00:00+08:00。',
    en: 'column "received_at": give an ISO 8601 time, such as 2026-11-23 16:00:00 or 2026-11-23T16:00:00+08:00.',
  });
});

it.each([
  ['chargebacks', 'amount', ['CB-1', '2026-11-20T10:00:00Z', '-4', 'x', '']],
  ['chargebacks', 'amount', ['CB-1', '2026-11-20T10:00:00Z', '0.00', 'x', '']],
  ['chargebacks', 'amount', ['CB-1', '2026-11-20T10:00:00Z', '1.005', 'x', '']],
  ['chargebacks', 'reference', ['2.02E+16', '2026-11-20T10:00:00Z', '1', 'x', '']],
  ['chargebacks', 'sale_reference', ['CB-1', '2026-11-20T10:00:00Z', '1', 'x', '2.02E+16']],
  ['location-fixes', 'at', ['monday', '31', '121', 'device']],
  ['location-fixes', 'lat', ['2026-11-20T10:00:00Z', '90.000001', '121', 'device']],
  ['location-fixes', 'lon', ['2026-11-20T10:00:00Z', '90', '-180.000001', 'device']],
  ['location-fixes', 'lat', ['2026-11-20T10:00:00Z', '31,2', '121', 'device']],
  ['location-fixes', 'lat', ['2026-11-20T10:00:00Z', 'north', '121', 'device']],
] as const)('says of %s that %s cannot be read, in the words of the file', (kind, column, cells) => {
  const header = {
    chargebacks: 'reference,received_at,amount,reason,sale_reference',
    'location-fixes': 'at,lat,lon,source',
  };
  const refused = lines(kind, header[kind]).read(cells);
  expect(refused).toEqual({
    zh: expect.stringMatching(new RegExp(`^列“${column}”：`)),
    en: expect.stringMatching(new RegExp(`^column "${column}": `)),
  });
  // No unit that only the API knows.
  expect(JSON.stringify(refused)).not.toMatch(/fen|E6|000000/);
});

it('takes the terminal of a line from its own columns where none is given for all', () => {
  const reader = lines('location-fixes', 'merchant_no,terminal_no,at,lat,lon,source', null);
  expect(
    reader.read(['100310054110001', 'a0000002', '2026-11-20T10:00:00Z', '1', '1', 'staff']),
  ).toMatchObject({
    numbers: { merchantNo: '100310054110001', terminalNo: 'A0000002' },
  });
});

it('names the columns that are missing', () => {
  expect(() => lines('chargebacks', 'reference,amount')).toThrow('received_at, reason');
  expect(() => lines('location-fixes', 'at,lat,lon,source', null)).toThrow('merchant_no, terminal_no');
});
