import type { Bilingual } from '@thaw/kernel';
import type { EvidenceCode } from './evidence-items';

/** What a merchant may know of why: a closed list, the same for reasons that must not be told apart. */
export type MerchantFace = 'TRADING_REVIEW' | 'RECORDS_CHECK' | 'DEVICE_CHECK';

export const MERCHANT_FACES: {
  readonly [face in MerchantFace]: { title: Bilingual; documents: readonly EvidenceCode[] };
} = {
  TRADING_REVIEW: {
    title: { zh: '交易情况核查', en: 'Review of trading' },
    documents: ['E01', 'E02', 'E05', 'E07'],
  },
  RECORDS_CHECK: {
    title: { zh: '商户资料核对', en: 'Check of merchant records' },
    documents: ['E04', 'E07', 'E15'],
  },
  DEVICE_CHECK: { title: { zh: '终端设备检查', en: 'Check of the terminal' }, documents: ['E10'] },
};
