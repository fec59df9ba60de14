import { cookieOf } from './cookies';

const NAME = 'thaw_session';

it.each([
  ['thaw_session=ths_a', 'ths_a'],
  ['other=1; thaw_session=ths_a;x=2', 'ths_a'],
  [undefined, null],
  ['', null],
  ['thaw_session=', null],
  ['thaw_sessions=ths_a', null],
  ['xthaw_session=ths_a', null],
  ['__Host-thaw_session=ths_a', null],
  ['thaw_session="ths_a"', null],
  ['thaw_session=ths_a b', null],
  // Two of one name: a neighbouring host or path has planted one.
  ['thaw_session=ths_a; thaw_session=ths_b', null],
])('reads of %j: %j', (cookie, value) => {
  expect(cookieOf({ headers: cookie === undefined ? {} : { cookie } }, NAME)).toBe(value);
});
