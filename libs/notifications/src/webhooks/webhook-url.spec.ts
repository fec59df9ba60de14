import { isDomainError } from '@thaw/kernel';
import { checkWebhookUrl } from './webhook-url';

const isRefused = (text: string, allow: readonly string[] = []): boolean => {
  try {
    checkWebhookUrl(text, allow);
    return false;
  } catch (error) {
    if (!isDomainError(error, 'INVALID_REQUEST')) throw error;
    return true;
  }
};

it.each([
  'https://events.example.com',
  'https://events.example.com:8443/thaw?desk=1',
  'https://events.example.com:443/',
  'https://1.1.1.1/',
  'https://[2606:4700::1111]/',
])('takes %s', (text) => expect(isRefused(text)).toBe(false));

it.each([
  '',
  'events.example.com',
  'http://events.example.com/',
  'ftp://events.example.com/',
  'file:///etc/passwd',
  'https://user@events.example.com/',
  'https://user:word@events.example.com/',
  'https://events.example.com/#part',
  'https://events.example.com/#',
  'https://events.example.com:22/',
  'https://events.example.com:8080/',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://10.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://events.example.com/4111111111111111',
  `https://events.example.com/${'a'.repeat(2_000)}`,
])('refuses %s', (text) => expect(isRefused(text)).toBe(true));

it('lets a listed host and port be anything, and no other port of it', () => {
  const allow = ['127.0.0.1:8080', '[::1]:443', 'events.internal:80'];
  expect(isRefused('http://127.0.0.1:8080/thaw', allow)).toBe(false);
  expect(isRefused('https://0x7f.1:8080/', allow)).toBe(false);
  expect(isRefused('https://[::1]/', allow)).toBe(false);
  expect(isRefused('http://events.internal/', allow)).toBe(false);
  expect(isRefused('http://127.0.0.1:8081/', allow)).toBe(true);
  expect(isRefused('http://events.internal:81/', allow)).toBe(true);
  expect(isRefused('http://me@127.0.0.1:8080/', allow)).toBe(true);
  expect(isRefused('ftp://127.0.0.1:8080/', allow)).toBe(true);
});
