import type { Bilingual } from '@thaw/kernel';
import { DOCUMENTS, LISTS, PACKAGES, PHOTOS, RECORDINGS, files, type FileRule } from './file-rules';

export type Supplier = 'merchant' | 'agent' | 'vendor' | 'authority';

export interface EvidenceItemReference {
  readonly supplier: Supplier;
  readonly title: Bilingual;
  /** What to send and how, in plain words. */
  readonly guidance: Bilingual;
  readonly files: FileRule;
}

const item = (
  supplier: Supplier,
  zh: string,
  en: string,
  guideZh: string,
  guideEn: string,
  files: FileRule,
): EvidenceItemReference => ({
  supplier,
  title: { zh, en },
  guidance: { zh: guideZh, en: guideEn },
  files,
});

/** What can be asked for. A merchant sees and is asked only merchant items. */
export const EVIDENCE_ITEMS = {
  E01: item(
    'merchant',
    '原始签购单',
    'Original signed slip',
    '拍摄持卡人签名清晰可见的签购单正面，勿遮挡日期与金额。',
    'Photograph the slip with the signature, date and amount readable.',
    files(DOCUMENTS, 1, 50),
  ),
  E02: item(
    'merchant',
    '合同、发票或订单',
    'Contract, invoice or order',
    '提供与该笔交易对应的合同、发票或订单，需能看清双方名称与金额。',
    'The contract, invoice or order behind the sale, with both parties and the amount.',
    files(DOCUMENTS, 1, 20),
  ),
  E03: item(
    'merchant',
    '发货或签收记录',
    'Delivery record',
    '提供物流单号截图或买方签收单。',
    'The courier record or the receipt signed by the buyer.',
    files(DOCUMENTS, 1, 20),
  ),
  E04: item(
    'merchant',
    '营业执照',
    'Business licence',
    '营业执照原件照片，四角完整。',
    'A photo of the original licence with all four corners.',
    files(DOCUMENTS, 1, 4),
  ),
  E05: item(
    'merchant',
    '近三个月银行流水',
    'Three-month bank statement',
    '结算账户近三个月流水，由银行导出的 PDF 为佳，也可为 XLSX。',
    'Three months of the settlement account, best as the PDF your bank exports; an XLSX will do.',
    files(LISTS, 1, 12),
  ),
  E07: item(
    'merchant',
    '门头、店内与收银台照片',
    'Shopfront, interior and till photos',
    '门头、店内、收银台各一张，近七日内拍摄。',
    'One photo each of shopfront, interior and till, taken within seven days.',
    files(PHOTOS, 3, 12),
  ),
  E08: item(
    'merchant',
    '租赁合同或产权证明',
    'Lease or title',
    '经营地址的租赁合同或产权证明，地址须可读。',
    'Lease or title of the place of business with the address readable.',
    files(DOCUMENTS, 1, 10),
  ),
  E09: item(
    'merchant',
    '持卡人用卡证明（已遮盖卡号）',
    'Cardholder proof, masked',
    '请先遮盖卡号中段，切勿提供完整卡号或安全码。',
    'Cover the middle of the card number first; never send the full number or the security code.',
    files(DOCUMENTS, 1, 20),
  ),
  E10: item(
    'merchant',
    '终端照片（序列号、封签、摆放位置）',
    'Terminal photo',
    '照片中须能看清序列号与封签，并有一张摆放位置全景。',
    'Serial number and seal readable, and one view of where it stands.',
    files(PHOTOS, 2, 10),
  ),
  E11: item(
    'vendor',
    '厂商检测报告与密钥证明',
    'Vendor inspection and key certificate',
    '由终端厂商出具。',
    'Issued by the terminal vendor.',
    files(DOCUMENTS, 1, 10),
  ),
  E12: item(
    'vendor',
    '恶意程序样本、日志与操作记录',
    'Malware image, logs, action log',
    '由厂商或检测机构提供；样本与日志请打包为 ZIP。',
    'Supplied by the vendor or the laboratory; pack samples and logs as a ZIP.',
    files(PACKAGES, 1, 10),
  ),
  E13: item(
    'merchant',
    '法定代表人身份证明与授权书',
    "Legal person's ID and authorisation",
    '身份证正反面与加盖公章的授权书，可合并为一份 PDF。',
    'Both sides of the ID and the stamped authorisation; one PDF may hold all of it.',
    files(DOCUMENTS, 1, 6),
  ),
  E14: item(
    'merchant',
    '行业类别证明',
    'Proof of merchant category',
    '能证明主营业务的资质、合同或价目表。',
    'A permit, contract or price list that shows what you sell.',
    files(DOCUMENTS, 1, 10),
  ),
  E15: item(
    'merchant',
    '结算账户证明',
    'Settlement-account proof',
    '银行出具的账户证明，户名须与商户一致。',
    "The bank's confirmation with the account holder's name.",
    files(DOCUMENTS, 1, 4),
  ),
  E16: item(
    'merchant',
    '每笔退款对应的原交易',
    'Original sale of each refund',
    '逐笔列出退款对应的原交易凭证。',
    'For each refund, the slip of the sale it belongs to.',
    files(LISTS, 1, 50),
  ),
  E17: item(
    'authority',
    '公安或监管文书',
    'Police or regulator document',
    '由有权机关出具。',
    'Issued by the authority.',
    files(DOCUMENTS, 1, 10),
  ),
  E19: item(
    'merchant',
    '监控录像',
    'CCTV',
    '交易时段收银台的监控片段（MP4）或截图。',
    'Footage (MP4) or stills of the till at the time of the sale.',
    files(RECORDINGS, 1, 10),
  ),
} as const satisfies Record<string, EvidenceItemReference>;

export type EvidenceCode = keyof typeof EVIDENCE_ITEMS;
export const EVIDENCE_CODES = Object.keys(EVIDENCE_ITEMS) as EvidenceCode[];
