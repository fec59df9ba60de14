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
  ['north', 'north'],
  ['31,2', '31,2'],
])('reads %s degrees as %s', (cell, micro) => {
  const { item } = lines('location-fixes', 'at,lat,lon,source').read([
    '2026-11-20 10:00:00',
    cell,
    '1',
    'device',
  ]);
  expect(item).toEqual({ at: '2026-11-20T02:00:00.000Z', latE6: micro, lonE6: 1_000_000, source: 'device' });
});

it('reads chargebacks in yuan, and leaves what it cannot read for the desk to refuse', () => {
  const reader = lines('chargebacks', 'note, Reference ,received_at,amount,reason,sale_reference');
  expect(reader.read(['x', ' CB-1 ', '2026-11-20T10:00:00+00:00', '128.50', '10.4', ''])).toEqual({
    numbers: TERMINAL,
    item: { reference: 'CB-1', receivedAt: '2026-11-20T10:00:00.000Z', amountFen: 12_850, reason: '10.4' },
  });
  expect(reader.read(['x', 'CB-2', 'monday', '1.005', '10.4', 'R7']).item).toEqual({
    reference: 'CB-2',
    receivedAt: 'monday',
    amountFen: '1.005',
    reason: '10.4',
    saleReference: 'R7',
  });
});

it('takes the terminal of a line from its own columns where none is given for all', () => {
  const reader = lines('location-fixes', 'merchant_no,terminal_no,at,lat,lon,source', null);
  const { numbers } = reader.read(['100310054110001', 'a0000002', '2026-11-20T10:00:00Z', '1', '1', 'staff']);
  expect(numbers).toEqual({ merchantNo: '100310054110001', terminalNo: 'A0000002' });
});

it('names the columns that are missing', () => {
  expect(() => lines('chargebacks', 'reference,amount')).toThrow('received_at, reason');
  expect(() => lines('location-fixes', 'at,lat,lon,source', null)).toThrow('merchant_no, terminal_no');
});
