import { dingtalk } from './dingtalk';
import { feishu } from './feishu';
import { wecom } from './wecom';

const NOW = new Date('2026-11-27T23:20:00.123Z');
const TEXT = '案件 FZ-20261128-0001：处理决定已逾期';
// The expected signatures were reckoned by another program (Python's hmac), as the makers' own examples do.
const SECRET = 'SEC000test';

it('WeCom gets a text message at the address with its key', () => {
  const { url, body } = wecom.request(
    { url: 'https://qyapi.example/cgi-bin/webhook/send?key=k-1', secret: null },
    TEXT,
    NOW,
  );
  expect(url.href).toBe('https://qyapi.example/cgi-bin/webhook/send?key=k-1');
  expect(JSON.parse(body)).toEqual({ msgtype: 'text', text: { content: TEXT } });
});

it('DingTalk gets time and signature in the address, beside its token, and none where it wants none', () => {
  const target = { url: 'https://oapi.example/robot/send?access_token=t-1', secret: SECRET };
  const { url, body } = dingtalk.request(target, TEXT, NOW);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    access_token: 't-1',
    timestamp: '1795821600123',
    sign: '5tK4IWXzSKzH/Oy5v4akCEIS9LJm/qcyxHyryydAo60=',
  });
  expect(url.search).toContain('sign=5tK4IWXzSKzH%2FOy5v4akCEIS9LJm%2FqcyxHyryydAo60%3D');
  expect(JSON.parse(body)).toEqual({ msgtype: 'text', text: { content: TEXT } });
  expect(dingtalk.request({ ...target, secret: null }, TEXT, NOW).url.href).toBe(target.url);
});

it('Feishu gets time in seconds and signature in the body', () => {
  const target = { url: 'https://open.example/open-apis/bot/v2/hook/h-1', secret: SECRET };
  const { url, body } = feishu.request(target, TEXT, NOW);
  expect(url.href).toBe(target.url);
  expect(JSON.parse(body)).toEqual({
    timestamp: '1795821600',
    sign: 'UaO+AgVdw/oa2GcGulwt1lIb5Lh+eBBKwyYZvw7ntZM=',
    msg_type: 'text',
    content: { text: TEXT },
  });
  const { body: bare } = feishu.request({ ...target, secret: null }, TEXT, NOW);
  expect(JSON.parse(bare)).toEqual({ msg_type: 'text', content: { text: TEXT } });
});

it.each([
  ['WeCom', wecom, '{"errcode":0,"errmsg":"ok"}', 'taken'],
  ['WeCom', wecom, '{"errcode":45009,"errmsg":"api freq out of limit"}', 'put_off'],
  ['WeCom', wecom, '{"errcode":93000,"errmsg":"invalid webhook url"}', 'refused'],
  ['DingTalk', dingtalk, '{"errcode":0}', 'taken'],
  ['DingTalk', dingtalk, '{"errcode":130101}', 'put_off'],
  ['DingTalk', dingtalk, '{"errcode":310000,"errmsg":"sign not match"}', 'refused'],
  ['Feishu', feishu, '{"code":0,"msg":"success"}', 'taken'],
  ['Feishu', feishu, '{"StatusCode":0,"StatusMessage":"success"}', 'taken'],
  ['Feishu', feishu, '{"code":11232}', 'put_off'],
  ['Feishu', feishu, '{"code":19021,"msg":"sign match fail"}', 'refused'],
  ['a page of a proxy', wecom, '<html>', 'put_off'],
  ['nothing', dingtalk, 'null', 'put_off'],
  ['no code', feishu, '{"code":"0"}', 'put_off'],
] as const)('an answer of %s is read', (_, robot, body, is) => expect(robot.answered(body)).toBe(is));
