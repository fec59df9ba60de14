import { maskCardNumbers } from '@thaw/kernel';

const JSON_TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** The password of `scheme://user:password@host`, as it stands in connection addresses and in errors about them. */
const URL_PASSWORD = /(:\/\/[^\s:@/"]*:)[^\s@/"]+(?=@)/g;

/** The last look at a line of the log: no card number leaves, and the line stays JSON when one stood there as a number. */
export function maskLine(line: string): string {
  const text = line.replace(URL_PASSWORD, '$1[redacted]');
  return maskCardNumbers(text) === text ? text : text.replace(JSON_TEXT_OR_NUMBER, maskToken);
}

function maskToken(token: string): string {
  const masked = maskCardNumbers(token);
  return masked === token || token.startsWith('"') ? masked : `"${masked}"`;
}
