import { createHmac } from 'node:crypto';
import { byCode, type Robot } from './robot';

/** More than its hundred messages a minute, or five a second. */
const LATER = [11232];

/** Feishu (飞书): signs in the body, by an HMAC of nothing under the time in seconds and the secret. */
export const feishu: Robot = {
  request: ({ url, secret }, text, now) => {
    const message = { msg_type: 'text', content: { text } };
    if (secret === null) return { url: new URL(url), body: JSON.stringify(message) };
    const timestamp = String(Math.floor(now.getTime() / 1_000));
    const sign = createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');
    return { url: new URL(url), body: JSON.stringify({ timestamp, sign, ...message }) };
  },
  answered: (body) => byCode(body, ['code', 'StatusCode'], LATER),
};
