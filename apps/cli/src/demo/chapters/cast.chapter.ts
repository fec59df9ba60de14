import { randomInt } from 'node:crypto';
import { isLuhnValid } from '@thaw/kernel';
import { DEMO_ADMIN, DEMO_PASSWORD, DEMO_PEOPLE, type DemoPerson } from '../../seed/demo-people';
import { DemoFailure } from '../demo-failure';
import type { DeskTime } from '../desk-time';
import type { Door } from '../door';
import type { HistorySource } from '../history-source';
import type { Player, Scene, Shop } from '../scene';
import type { Call, Teller } from '../teller';

const MINUTES_15 = 15 * 60_000;
const CREDIT_CODE_SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const MACHINE = { zh: '收单系统', en: 'machine' };

/** People sign in, the machine gets a key, and a shop that nobody knew before is registered. */
export async function callTheCast(
  teller: Teller,
  desk: Door,
  { history, time, now }: { history: HistorySource; time: DeskTime; now: Date },
): Promise<Scene> {
  teller.chapter({ zh: '到场', en: 'Everybody is here' });
  const { player: admin, call } = await signIn(desk, DEMO_ADMIN);
  const { player: agent } = await signIn(desk, DEMO_PEOPLE.lin);
  const { player: supervisor } = await signIn(desk, DEMO_PEOPLE.zhao);
  const { player: otherSupervisor } = await signIn(desk, DEMO_PEOPLE.chen);
  const { player: reviewer } = await signIn(desk, DEMO_PEOPLE.song);
  teller.step(
    { zh: '众人', en: 'everyone' },
    {
      zh: `登录：admin、专员 lin、主管 zhao 与 chen、合规复核 song`,
      en: `signs in: admin, agent lin, supervisors zhao and chen, reviewer song`,
    },
    call,
  );
  const machine = await issueKey(teller, desk, admin, now);
  const shop = await registerShop(teller, machine, history);
  const merchant = await makeMerchantUser(teller, desk, admin, shop);
  return {
    teller,
    time,
    cast: { admin, machine, merchant, agent, supervisor, otherSupervisor, reviewer },
    shop,
    history,
  };
}

async function signIn(
  desk: Door,
  { login, persona }: DemoPerson,
): Promise<{ readonly player: Player; readonly call: Call }> {
  try {
    const { body, call } = await desk.post<{ token: string; user: { id: string } }>('/v1/sessions', {
      login,
      password: DEMO_PASSWORD,
    });
    const named = (word: string): string => (word === login ? word : `${word} ${login}`);
    const who = { zh: named(persona.zh), en: named(persona.en) };
    return { player: { who, id: body.user.id, door: desk.as(body.token) }, call };
  } catch (error) {
    if (!(error instanceof DemoFailure) || !error.message.includes('SIGN_IN_FAILED')) throw error;
    throw new DemoFailure({
      zh: `演示账号 ${login} 无法登录：演示账号只存在于 npm start 自带的数据库中。`,
      en: `The demo account ${login} cannot sign in: demo accounts exist only on the database that npm start brings.`,
    });
  }
}

async function issueKey(teller: Teller, desk: Door, admin: Player, now: Date): Promise<Player> {
  const { body, call } = await admin.door.post<{ id: string; key: string }>('/v1/api-keys', {
    name: `demo ${now.toISOString()}`,
    scopes: ['notice:open', 'registry:write'],
    expiresAt: new Date(now.getTime() + MINUTES_15).toISOString(),
  });
  teller.step(
    admin.who,
    {
      zh: '为收单系统签发密钥，仅可登记终端与报送封机，15 分钟后失效',
      en: 'issues a key to the acquirer’s machine: registry and notices only, for 15 min',
    },
    call,
  );
  return { who: MACHINE, id: body.id, door: desk.as(body.key) };
}

async function registerShop(teller: Teller, { who, door }: Player, history: HistorySource): Promise<Shop> {
  const { feeProfile, currency, mcc } = history;
  const sequence = randomInt(0, 10_000_000);
  const shop: Shop = {
    merchantNo: freshMerchantNo(mcc),
    terminalNo: `D${String(sequence).padStart(7, '0')}`,
  };
  const merchant = await door.post<{ id: string }>('/v1/merchants', {
    merchantNo: shop.merchantNo,
    name: `演示商户 ${shop.merchantNo.slice(-4)}`,
    socialCreditCode: freshCreditCode(),
    mcc,
    address: '上海市浦东新区世纪大道 1 号',
  });
  teller.step(
    who,
    { zh: `登记新商户 ${shop.merchantNo}`, en: `registers the new merchant ${shop.merchantNo}` },
    merchant.call,
  );
  const terminal = await door.post<{ id: string }>('/v1/terminals', {
    merchantId: merchant.body.id,
    terminalNo: shop.terminalNo,
    feeProfile,
    currency,
  });
  teller.step(
    who,
    {
      zh: `登记终端 ${shop.terminalNo}（费率 ${feeProfile}，币种 ${currency}）`,
      en: `registers terminal ${shop.terminalNo} (fee profile ${feeProfile}, ${currency})`,
    },
    terminal.call,
  );
  const serialNo = `DEMO-${shop.merchantNo.slice(-4)}-${shop.terminalNo}`;
  await door.post('/v1/devices', { serialNo, model: 'A920' });
  const binding = await door.post(`/v1/terminals/${terminal.body.id}/bindings`, {
    serialNo,
    settlementAccount: `DEMO${String(sequence).padStart(8, '0')}`,
    installationAddress: '上海市浦东新区世纪大道 1 号',
  });
  teller.step(
    who,
    { zh: `登记设备 ${serialNo} 并绑定五要素`, en: `binds the device ${serialNo} with its five items` },
    binding.call,
  );
  return shop;
}

async function makeMerchantUser(teller: Teller, desk: Door, admin: Player, shop: Shop): Promise<Player> {
  const login = `shop.${shop.terminalNo.toLowerCase()}`;
  const { call } = await admin.door.post('/v1/users', {
    login,
    displayName: `演示商户 ${shop.merchantNo.slice(-4)}`,
    password: DEMO_PASSWORD,
    roles: ['merchant'],
    merchantNo: shop.merchantNo,
  });
  teller.step(
    admin.who,
    {
      zh: `为该商户创建用户 ${login}（密码同其他演示账号）`,
      en: `creates the merchant’s user ${login} (password as of all demo accounts)`,
    },
    call,
  );
  const { player } = await signIn(desk, {
    login,
    displayName: login,
    role: 'merchant',
    persona: { zh: '商户', en: 'merchant' },
  });
  return { ...player, who: { zh: '商户', en: 'merchant' } };
}

/** Acquirer 802, area 2900. Drawn anew for each run; one that could pass for a card number would be masked in texts. */
function freshMerchantNo(mcc: string): string {
  for (;;) {
    const number = `802${2900 + randomInt(0, 100)}${mcc}${String(randomInt(0, 10_000)).padStart(4, '0')}`;
    if (!isLuhnValid(number)) return number;
  }
}

const freshCreditCode = (): string =>
  `91310000MA${Array.from({ length: 8 }, () => CREDIT_CODE_SIGNS[randomInt(0, CREDIT_CODE_SIGNS.length)]).join('')}`;
