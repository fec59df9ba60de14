import { codeSms, digestSms, singleSms } from './sms-text';

it('says of a letter its case and title and where to read it', () => {
  const title = { zh: '处理决定', en: 'Our decision' };
  expect(singleSms(title, 'FZ-20261128-0001', 'zh')).toBe(
    '【Thaw】FZ-20261128-0001 处理决定。请登录商户门户，在收件箱中查看。',
  );
  expect(singleSms(title, null, 'en')).toBe(
    '[Thaw] Our decision. Sign in to the merchant portal and open your inbox.',
  );
});

it('of a summary says how many, and of a code the code, in both languages', () => {
  expect(digestSms(3, 'zh')).toContain('3 条新通知');
  expect(digestSms(3, 'en')).toContain('3 new');
  for (const locale of ['zh', 'en'] as const) expect(codeSms('004217', locale)).toContain('004217');
});
