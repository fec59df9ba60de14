import { defaultHours } from './default-hours';
import { checkHours } from './trading-hours';

it.each(['4121', '5499', '5541', '5542', '5812', '5813', '5814', '7011', '8062'])(
  'knows hours for %s that a merchant could have told',
  (mcc) => {
    const hours = defaultHours(mcc);
    expect(hours).not.toBeNull();
    expect(hours && checkHours(hours)).toEqual(hours);
  },
);

it('has a bar open past midnight, a hotel always, and says nothing of other shops', () => {
  expect(defaultHours('5813')).toEqual({ from: 16 * 3600, to: 3 * 3600 });
  expect(defaultHours('7011')).toEqual({ from: 0, to: 86_399 });
  for (const mcc of ['5411', '5651', '', 'toString']) expect(defaultHours(mcc)).toBeNull();
});
