import { bareHost, isPublicAddress, publicAddresses } from './public-address';

const PRIVATE = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '0.1.2.3',
  '169.254.169.254',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '100.127.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::7f00:1',
  '2002:7f00:1::',
  '2001::1',
  '2001:db8::1',
  'fc00::1',
  'fdff::1',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  '100::1',
  '4000::1',
];
const PUBLIC = [
  '1.1.1.1',
  '93.184.216.34',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '::ffff:1.1.1.1',
  '2606:4700::1111',
  '2400:3200::1',
];

it.each(PRIVATE)('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));
it.each(PUBLIC)('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));
it.each(['', 'localhost', '1.1.1', '0x7f.1', '1.1.1.1.', '1.1.1.1/8'])(
  'what is no address is not public: %j',
  (text) => expect(isPublicAddress(text)).toBe(false),
);

it.each([
  ['https://2130706433/', '127.0.0.1'],
  ['https://0x7f000001/', '127.0.0.1'],
  ['https://0x7f.0.0.1/', '127.0.0.1'],
  ['https://0177.0.0.1/', '127.0.0.1'],
  ['https://127.1/', '127.0.0.1'],
  ['https://[::ffff:7f00:1]/', '::ffff:7f00:1'],
  ['https://１２７.0.0.1/', '127.0.0.1'],
])('%s is written as %s, and refused', async (text, host) => {
  expect(bareHost(new URL(text))).toBe(host);
  const asked: string[] = [];
  const resolve = (name: string) => {
    asked.push(name);
    return Promise.resolve(['1.1.1.1']);
  };
  expect(await publicAddresses(host, resolve)).toBeNull();
  expect(asked).toEqual([]);
});

it('takes a name only when every one of its addresses is public', async () => {
  const having = (...addresses: string[]) => publicAddresses('a.example', () => Promise.resolve(addresses));
  expect(await having('1.1.1.1', '2606:4700::1111')).toEqual(['1.1.1.1', '2606:4700::1111']);
  expect(await having('1.1.1.1', '10.0.0.1')).toBeNull();
  expect(await having('::1', '1.1.1.1')).toBeNull();
  expect(await having()).toBeNull();
});
