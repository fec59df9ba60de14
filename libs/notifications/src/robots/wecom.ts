import { byCode, type Robot } from './robot';

/** Busy, and more than twenty messages a minute. */
const LATER = [-1, 45009];

/** WeCom (企业微信): the key in the address is all it asks for. */
export const wecom: Robot = {
  request: ({ url }, text) => ({
    url: new URL(url),
    body: JSON.stringify({ msgtype: 'text', text: { content: text } }),
  }),
  answered: (body) => byCode(body, ['errcode'], LATER),
};
