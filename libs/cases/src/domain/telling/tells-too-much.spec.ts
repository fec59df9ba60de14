import { isDomainError } from '@thaw/kernel';
import { MERCHANT_FACES, REASON_CODES, REFERENCE_VERSION, referenceOf, wouldTipOff } from '../reference';
import { needTellsNothing, tellingIn } from './tells-too-much';

it.each([
  ['您的账户涉嫌洗钱，正在核查。', '洗钱'],
  ['反 洗 钱中心来函', '洗 钱'],
  ['洗\u200b钱', '洗\u200b钱'],
  ['洗\u3164\u00ad钱', '洗\u3164\u00ad钱'],
  ['洗*钱、洗（钱）', '洗*钱'],
  ['洗̶钱̶', '洗̶钱'],
  ['涉嫌洗錢', '洗錢'],
  ['冼钱', '冼钱'],
  ['涉及賭博資金', '賭博'],
  ['电 信 网 络 诈 骗', '电 信 网 络 诈 骗'],
  ['公-安来过', '公-安'],
  ['法  院已冻结', '法  院'],
  ['有權機關要求', '有權機關'],
  ['⽹络诈骗', '⽹络诈骗'],
  ['按ＡＭＬ要求', 'ＡＭＬ'],
  ['for A M L reasons', 'A M L'],
  ['for A.M.L. reasons', 'A.M.L'],
  ['АМL check', 'АМL'],
  ['AML_check.pdf', 'AML'],
  ['p-o-l-i-c-e', 'p-o-l-i-c-e'],
  ['the Políce asked', 'Políce'],
  ['ｍｏｎｅｙ ｌａｕｎｄｅｒｉｎｇ', 'ｌａｕｎｄｅｒｉｎｇ'],
  ['suspicious activity report', 'suspicious activity report'],
  ['by court order', 'court order'],
  ['frozen by the court', 'frozen by the court'],
  ['the authority’s order', 'authority’s order'],
  ['we must not tip you off, but enhanced due diligence', 'enhanced due diligence'],
  ['online gambling', 'gambling'],
  ['a suspicious  transaction\nreport', 'suspicious  transaction\nreport'],
  ['by court\u00a0 order', 'court\u00a0 order'],
  ['by court–order', 'court–order'],
  ['ᴘᴏʟɪᴄᴇ asked', 'ᴘᴏʟɪᴄᴇ'],
  ['роӏісе', 'роӏісе'],
  ['🅰🅼🅻 check', '🅰🅼🅻'],
])('%s is refused, and quoted is %s as it stands', (text, word) => {
  expect(tellingIn(text)).toContain(word);
});

it.each([
  '请提供合同与发票，谢谢。',
  '请清洗钱箱后重新安装终端。',
  '洗车、干洗，钱款已收。',
  '洗衣店：钱款请于周五结清',
  '我们的办公安排有变，办公安全检查照常。',
  '请对照中国安防标准与联网安装说明。',
  '系统已经侦测到终端恢复在线。',
  '请检查控制器与读卡器。',
  '请居民警惕冒充客服的来电，谨防电信网络诈骗。',
  '装机地址：法院路 8 号，派出所对面，公安县。',
  '请用报警方式一栏的电话联系我们。',
  '贵方牵涉案件的材料已收到；请勿干涉案件办理。',
  '请说明可疑交易的背景。',
  '中断卡住的交易请重试，交易涉黄金饰品的请附发票。',
  '按反馈，赔付诈称的说法不成立',
  'Please send your statement to the authorised person, as a courtesy.',
  'A food court order of 30 meals; the tennis court is booked.',
  'Our policy on laundered linen; the launderette is closed. Laundering of bed linen is a service.',
  'Unit E17, Hong Kong SAR. EDD 12 Dec.',
  'Photo of the court and of the counter, please.',
  'I am a u.s. citizen.',
  'Beware of scams: we never ask for a code.',
  'Public security cameras at the till are welcome.',
])('%s passes', (text) => expect(tellingIn(text)).toEqual([]));

it('lets the merchant’s own name and address pass, and nothing that only stands beside them', () => {
  const own = ['公安小区便利店', '上海市法院巷 3 号'];
  expect(tellingIn('您好，公安小区便利店（上海市法院巷 3 号）', own)).toEqual([]);
  expect(tellingIn('公安小区便利店：公安来函', own)).toEqual(['公安']);
  expect(tellingIn('公安', own)).toEqual(['公安']);
});

it('refuses with the words, and says what to do', () => {
  try {
    needTellsNothing('警 方：涉 赌', 'text');
  } catch (error) {
    if (!isDomainError(error, 'TELLS_TOO_MUCH')) throw error;
    expect(error.context).toMatchObject({
      field: 'text',
      rule: 'merchant_text.no_tipping_off',
      extra: { words: expect.arrayContaining(['警 方', '涉 赌']) },
      detail: {
        zh: expect.stringMatching(/“警 方”.*备注/),
        en: expect.stringMatching(/“涉 赌”.*keep what is internal in a note/),
      },
    });
    return;
  }
  throw new Error('taken');
});

it('knows each reason that must not be told by its name, and none of what merchants are told of', () => {
  const { reasons, items, steps } = referenceOf(REFERENCE_VERSION);
  for (const code of REASON_CODES.filter(wouldTipOff))
    for (const title of [reasons[code].title.zh, reasons[code].title.en])
      expect([title, tellingIn(title).length > 0]).toEqual([title, true]);
  const told = [
    ...Object.values(MERCHANT_FACES).map(({ title }) => title),
    ...Object.values(items).filter(({ supplier }) => supplier === 'merchant').flatMap(({ title, guidance }) => [title, guidance]),
    ...Object.values(steps).filter(({ attestedBy }) => attestedBy === 'merchant').flatMap(({ title, guidance }) => [title, guidance]),
  ]; // prettier-ignore
  for (const { zh, en } of told) expect([...tellingIn(zh), ...tellingIn(en)]).toEqual([]);
});
