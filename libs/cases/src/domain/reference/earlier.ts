import { EVIDENCE_ITEMS, type EvidenceCode, type EvidenceItemReference } from './evidence-items';
import { DOCUMENTS, type FileRule } from './file-rules';
import { mapReference } from './map-reference';

/** Version 1 took these kinds for every item, and any number of them; its words fit that. */
const ANY_NUMBER: FileRule = { types: DOCUMENTS, min: 1, max: null };
const WORDS: { readonly [code in EvidenceCode]?: EvidenceItemReference['guidance'] } = {
  E05: {
    zh: '结算账户近三个月流水，由银行导出的 PDF 为佳。',
    en: 'Three months of the settlement account, best as the PDF your bank exports.',
  },
  E12: { zh: '由厂商或检测机构提供。', en: 'Supplied by the vendor or the laboratory.' },
  E13: { zh: '身份证正反面与加盖公章的授权书。', en: 'Both sides of the ID and the stamped authorisation.' },
  E19: {
    zh: '交易时段收银台的监控片段或截图。',
    en: 'Footage or stills of the till at the time of the sale.',
  },
};

export const ITEMS_OF_VERSION_1 = mapReference(
  EVIDENCE_ITEMS,
  (item: EvidenceItemReference, code): EvidenceItemReference => ({
    ...item,
    guidance: WORDS[code] ?? item.guidance,
    files: ANY_NUMBER,
  }),
);
