import { createHmac } from 'node:crypto';
import { byCode, type Robot } from './robot';

/** Busy, and more than twenty messages a minute. */
const LATER = [-1, 130101];

/** DingTalk (钉钉): signs in the address, by an HMAC of the time in ms and the secret, under the secret. */
export const dingtalk: Robot = {
  request: ({ url: text, secret }, content, now) => {
    const url = new URL(text);
    if (secret !== null) {
      const timestamp = String(now.getTime());
      url.searchParams.set('timestamp', timestamp);
      url.searchParams.set(
        'sign',
        createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'),
      );
    }
    return { url, body: JSON.stringify({ msgtype: 'text', text: { content } }) };
  },
  answered: (body) => byCode(body, ['errcode'], LATER),
};
