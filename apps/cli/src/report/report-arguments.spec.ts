import { readArguments } from './report-arguments';

it('takes a terminal’s number in any case, as a file’s column', () =>
  expect(readArguments(['chargebacks', 'a.csv', '--terminal', '100310054110001/a0000001'])?.terminal).toEqual(
    {
      merchantNo: '100310054110001',
      terminalNo: 'A0000001',
    },
  ));
