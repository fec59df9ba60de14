import { digestMail, singleMail } from './mail-text';

const letter = { title: { zh: '处理决定', en: 'Our decision' }, number: 'FZ-20261128-0001' };
const task = {
  title: { zh: '案件 FZ-20261128-0002：请复核', en: 'Case FZ-20261128-0002: have a look' },
  number: 'FZ-20261128-0002',
};

it('of a letter says its case and title, and where it is read', () => {
  expect(singleMail(letter, 'merchant', 'zh')).toEqual({
    subject: 'FZ-20261128-0001 处理决定',
    text: [
      'FZ-20261128-0001 处理决定',
      '全文请登录商户门户，在收件箱中打开查看。',
      '本邮件由系统自动发送，请勿回复。系统不会以邮件索要密码、验证码或卡号。\n',
    ].join('\n\n'),
  });
  expect(singleMail(letter, 'merchant', 'en').text).toContain('sign in to the merchant portal');
});

it('names a case once, and none where there is none', () => {
  expect(singleMail(task, 'user', 'zh').subject).toBe('案件 FZ-20261128-0002：请复核');
  expect(singleMail({ ...letter, number: null }, 'merchant', 'en').subject).toBe('Our decision');
});

it('of a summary lists what came, in its order', () => {
  const { subject, text } = digestMail([letter, task], 'user', 'en');
  expect(subject).toBe('Your day at a glance: 2 new notifications');
  expect(text).toContain('· FZ-20261128-0001 Our decision\n· Case FZ-20261128-0002: have a look\n');
  expect(digestMail([letter], 'merchant', 'zh').subject).toBe('每日汇总：1 条新通知');
  expect(digestMail([letter], 'merchant', 'en').subject).toBe('Your day at a glance: 1 new notification');
});
