import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DemoFailure } from '../demo-failure';
import type { MerchantCaseAnswer } from '../answers';
import { openLetter } from '../letters';
import type { CaseScene, Scene } from '../scene';

interface Opened {
  readonly number: string;
  readonly created: boolean;
}

/** The freeze is reported, twice by mistake; one case stands, and the merchant is told. */
export async function reportTheFreeze(scene: Scene): Promise<CaseScene> {
  const { teller, cast, shop } = scene;
  const { machine, merchant } = cast;
  teller.chapter({ zh: '封机通知', en: 'The freeze notice' });
  const notice = {
    terminal: shop,
    channel: 'api',
    text: '交易监控：疑似套现，已延迟结算并关闭信用卡。',
    measures: [
      { level: 'F2', scope: 'settlement', heldAmountFen: 12_345_600, heldGround: 'review' },
      { level: 'F3', scope: 'credit_cards' },
    ],
  };
  const key = { headers: { 'idempotency-key': randomUUID() } };
  const first = await machine.door.post<Opened>('/v1/cases', notice, key);
  const { number } = first.body;
  teller.step(
    machine.who,
    {
      zh: `报送封机（F2 延迟结算、F3 关闭信用卡）→ 案件 ${number}`,
      en: `reports the freeze (F2 delayed settlement, F3 credit cards off) → case ${number}`,
    },
    first.call,
  );
  const second = await machine.door.post<Opened>('/v1/cases', notice, key);
  if (!isDeepStrictEqual(first.body, second.body)) {
    throw new DemoFailure({
      zh: '同一幂等键的第二次报送得到了不同的答复。',
      en: 'The second notice under the same idempotency key was answered otherwise.',
    });
  }
  teller.step(
    machine.who,
    {
      zh: '网络重试，以同一 Idempotency-Key 再报一次：答复相同，没有第二个案件',
      en: 'sends it again under the same Idempotency-Key: the same answer, no second case',
    },
    second.call,
  );
  const caseScene: CaseScene = { ...scene, number };
  await openLetter(caseScene, 'freeze_notice', {
    zh: '打开封机通知，送达由此可证',
    en: 'opens the freeze notice: its delivery is proven',
  });
  const { body } = await merchant.door.get<MerchantCaseAnswer>(`/v1/cases/${number}`);
  teller.detail({
    zh: `商户所见：${body.reason.zh}，状态 ${body.status}；不见内部原因与阈值`,
    en: `what the merchant sees: ${body.reason.en}, ${body.status}; no internal reason or threshold`,
  });
  return caseScene;
}
