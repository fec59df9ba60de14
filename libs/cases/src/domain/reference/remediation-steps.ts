import type { Bilingual } from '@thaw/kernel';
import type { Outcome } from './outcomes';
import type { ReasonCode } from './reasons';

/**
 * What a machine can see of a step. `proposal_…`: read off the measures and the watch that a proposal names, so that
 * nobody attests it. The others are read in the registry when the step is verified.
 */
export type StepCheck =
  | 'proposal_limits'
  | 'proposal_credit_off'
  | 'proposal_watch'
  | 'software_version'
  | 'virus_database_date'
  | 'device_binding'
  | 'mcc'
  | 'authority_hold';

export interface StepReference {
  readonly title: Bilingual;
  readonly guidance: Bilingual;
  readonly attestedBy: 'merchant' | 'agent';
  readonly proof: 'file' | 'none';
  readonly check: StepCheck | null;
}

const step = (
  attestedBy: 'merchant' | 'agent',
  proof: 'file' | 'none',
  check: StepCheck | null,
  title: readonly [zh: string, en: string],
  guidance: readonly [zh: string, en: string],
): StepReference => ({
  title: { zh: title[0], en: title[1] },
  guidance: { zh: guidance[0], en: guidance[1] },
  attestedBy,
  proof,
  check,
});

/** What must be true before a terminal trades again. */
export const REMEDIATION_STEPS = {
  limits_set: step('agent', 'none', 'proposal_limits', ['已设限额', 'Limits set'], ['提议中须含单笔或单日限额。', 'The proposal leaves a limit per transaction or per day.']),
  credit_off_trial: step('agent', 'none', 'proposal_credit_off', ['试用期内关闭信用卡', 'Credit cards off for a trial'], ['提议中须保留关闭信用卡的措施，并写明期限。', 'The proposal keeps credit cards off, with an end.']),
  watch_30_days: step('agent', 'none', 'proposal_watch', ['观察 30 天', 'Watched for 30 days'], ['恢复后逐日扫描新交易，不少于 30 天。', 'New transactions are scanned daily for at least 30 days after the restore.']),
  slip_sample_checked: step('agent', 'file', null, ['已抽查签购单', 'Slip sample checked'], ['抽取不少于 10 张签购单，与交易逐笔核对，并上传核对记录。', 'Check at least ten slips against their transactions and file the record.']),
  limit_re_rated: step('agent', 'none', null, ['已重新核定限额', 'Limit re-rated'], ['按商户的实际经营规模核定限额，并在系统中更新。', 'Rate the limit by the size of the business and set it.']),
  hours_corrected: step('agent', 'none', null, ['已更正营业时间', 'Hours profile corrected'], ['核实营业时间并在终端档案中更正。', 'Verify the opening hours and correct the profile of the terminal.']),
  profile_corrected: step('agent', 'none', null, ['已更正经营档案', 'Profile corrected'], ['核实业态与借贷记卡占比，并在档案中更正。', 'Verify the trade and its mix of cards and correct the profile.']),
  mcc_corrected: step('agent', 'none', 'mcc', ['已更正商户类别', 'Merchant category corrected'], ['按实际经营内容更正商户类别码。', 'Correct the category code to what is sold.']),
  fee_re_rated: step('agent', 'none', null, ['已重新核定费率', 'Fee re-rated'], ['按更正后的类别核定费率，并告知商户。', 'Rate the fee by the corrected category and tell the merchant.']),
  direct_settlement_proved: step('merchant', 'file', null, ['已证明资金直接结算', 'Direct settlement proved'], ['提供资金由收单机构直接结算至本商户账户的证明。', 'Prove that funds settle from the acquirer to your own account directly.']),
  address_rebound: step('agent', 'none', 'device_binding', ['已重新绑定地址', 'Address rebound'], ['将终端绑定到新的安装地址。', 'Bind the terminal to the new place.']),
  site_visit: step('agent', 'file', null, ['已现场核查', 'Site visited'], ['到新址核查，并上传现场照片。', 'Visit the new place and file photos.']),
  five_items_refiled: step('agent', 'none', 'device_binding', ['已重新报备五要素', 'Five items refiled'], ['收单机构、商户编号、统一社会信用代码、结算账户、安装地址五项须一致。', 'Acquirer, merchant number, social-credit code, settlement account and address agree again.']),
  re_flashed: step('agent', 'file', 'software_version', ['已重装应用程序', 'Re-flashed'], ['由厂商重装经认证的应用，并上传记录。', 'The vendor flashes the certified application; file the record.']),
  keys_loaded: step('agent', 'file', null, ['已重新灌装密钥', 'Keys loaded anew'], ['重新灌装密钥，并上传密钥证明。', 'Load keys anew and file the certificate.']),
  re_certified: step('agent', 'file', null, ['已重新认证', 'Certified again'], ['完成终端入网认证，并上传结果。', 'Certify the terminal again and file the result.']),
  chip_only: step('agent', 'none', null, ['仅受理芯片卡', 'Chip only'], ['关闭磁条交易。', 'Turn magnetic stripes off.']),
  cashier_training: step('merchant', 'file', null, ['收银员已培训', 'Cashiers trained'], ['完成收银员培训，并上传签到或培训记录。', 'Train the cashiers and file the record.']),
  device_seized: step('agent', 'file', null, ['设备已扣回', 'Device seized'], ['扣回涉事设备并封存，上传交接单。', 'Take the device back under seal and file the receipt.']),
  device_replaced: step('agent', 'none', 'device_binding', ['设备已更换', 'Device replaced'], ['为终端绑定新的序列号。', 'Bind a new serial number to the terminal.']),
  vendor_report: step('agent', 'file', null, ['厂商已出具报告', 'Vendor report'], ['上传厂商的检测报告。', 'File the inspection report of the vendor.']),
  clean_image: step('agent', 'file', null, ['已重装干净镜像', 'Clean image'], ['由厂商重装干净镜像，并上传记录。', 'The vendor installs a clean image; file the record.']),
  software_current: step('agent', 'none', 'software_version', ['软件版本为最新', 'Software version current'], ['终端档案中的软件版本须为现行版本。', 'The profile of the terminal shows the current version.']),
  virus_database_current: step('agent', 'none', 'virus_database_date', ['病毒库为最新', 'Virus database current'], ['终端档案中的病毒库日期须为最新。', 'The profile of the terminal shows a current virus database.']),
  independent_rescan: step('agent', 'file', null, ['已由独立方复查', 'Independent re-scan'], ['由清理者以外的一方复查，并上传结果。', 'Someone other than who cleaned it scans it again; file the result.']),
  enhanced_due_diligence: step('agent', 'file', null, ['已做强化尽职调查', 'Enhanced due diligence'], ['按内部规程完成并归档；不得向商户透露。', 'By the house’s procedure, filed; nothing of it is told to the merchant.']),
  no_tipping_off: step('agent', 'none', null, ['未向商户透露', 'No tipping-off'], ['核对所有往来，确认未透露原因。', 'Look through all correspondence: the reason was told in none.']),
  refund_to_original_card: step('agent', 'none', null, ['退款仅限原卡', 'Refunds to the original card only'], ['在系统中限定退款只能退回原卡。', 'Set that refunds go to the card of the sale only.']),
  velocity_caps: step('agent', 'none', null, ['已设频次上限', 'Velocity caps'], ['设置单卡与单终端的频次上限。', 'Cap attempts per card and per terminal.']),
  reduction_plan: step('merchant', 'file', null, ['拒付压降计划', 'Reduction plan'], ['提交拒付压降计划，写明措施与期限。', 'Hand in a plan to reduce disputes, with measures and dates.']),
  slip_filing_process: step('merchant', 'file', null, ['签购单保管流程', 'Slip filing process'], ['提交签购单保管与调单回复流程，写明责任人。', 'Hand in how slips are kept and retrievals answered, and by whom.']),
  documents_renewed: step('merchant', 'file', null, ['证照已换发', 'Documents renewed'], ['提供换发后的证照。', 'Hand in the renewed documents.']),
  repaired: step('agent', 'file', null, ['设备已修复', 'Repaired'], ['修复设备并上传维修单。', 'Repair the device and file the note.']),
  authority_lifts: step('agent', 'file', 'authority_hold', ['有权机关已解除', 'Lifted by the authority'], ['只有有权机关可以解除；上传解除文书。', 'Only the authority lifts it; file its release.']),
} as const satisfies Record<string, StepReference>; // prettier-ignore

export type StepCode = keyof typeof REMEDIATION_STEPS;

/** A step of a reason, and the outcomes that need it. */
export interface StepOfReason {
  readonly step: StepCode;
  readonly outcomes: readonly Outcome[];
}

const need = (outcomes: readonly Outcome[], ...steps: readonly StepCode[]): readonly StepOfReason[] =>
  steps.map((each) => ({ step: each, outcomes }));

/**
 * Which steps a reason asks for. An unfreeze says that nothing was wrong and asks for none, but where it is the reason's
 * only way back: there something may well have been, and no other outcome could ask for the step.
 */
export const STEPS_OF_REASON: { readonly [code in ReasonCode]: readonly StepOfReason[] } = {
  CASHOUT: need(['UR'], 'limits_set', 'credit_off_trial', 'watch_30_days'),
  ROUND_PATTERN: need(['UR'], 'slip_sample_checked'),
  LIMIT_BREACH: need(['UR'], 'limit_re_rated'),
  OUT_OF_HOURS: need(['UR'], 'hours_corrected'),
  CARD_REPEAT: need(['UR'], 'slip_sample_checked'),
  CREDIT_ONLY: need(['UR'], 'profile_corrected'),
  MCC_MISUSE: need(['RM'], 'mcc_corrected', 'fee_re_rated'),
  ERQING: need(['RM'], 'direct_settlement_proved'),
  RELOCATION: need(['RL'], 'address_rebound', 'site_visit'),
  BINDING_MISMATCH: need(['RM', 'RP'], 'five_items_refiled'),
  SWITCHED_APP: need(['RP'], 're_flashed', 'keys_loaded', 're_certified'),
  COUNTERFEIT: need(['U'], 'chip_only', 'cashier_training'),
  SKIMMING: [...need(['RP', 'RM'], 'device_seized'), ...need(['RP'], 'device_replaced')],
  TAMPER: need(['RP'], 'vendor_report', 'keys_loaded'),
  MALWARE: need(
    ['RM', 'RP'],
    'clean_image',
    'software_current',
    'virus_database_current',
    'independent_rescan',
  ),
  AML: need(['UR'], 'enhanced_due_diligence', 'no_tipping_off'),
  GAMBLING_FRAUD: [],
  REFUND_ABUSE: need(['UR'], 'refund_to_original_card'),
  CARD_TESTING: need(['RM'], 'velocity_caps'),
  CHARGEBACK: need(['RM'], 'reduction_plan'),
  RETRIEVAL_DEFAULT: need(['RM'], 'slip_filing_process'),
  KYC_EXPIRED: need(['U'], 'documents_renewed'),
  HARDWARE: need(['RP'], 'repaired'),
  AUTHORITY_ORDER: need(['U'], 'authority_lifts'),
};
