import type { Bilingual } from '@thaw/kernel';

/** The five subjects of prevention. */
export const ADVICE_SUBJECTS = {
  inspection: { zh: '终端巡检', en: 'Inspection' },
  updates: { zh: '软件与病毒库更新', en: 'Updates' },
  account_security: { zh: '账号与密码安全', en: 'Account security' },
  attack_defence: { zh: '防范攻击', en: 'Defence against attacks' },
  compliance: { zh: '合规经营', en: 'Compliance' },
} as const satisfies Record<string, Bilingual>;
export type AdviceSubject = keyof typeof ADVICE_SUBJECTS;

export interface AdviceItem {
  readonly subject: AdviceSubject;
  /** What to do, in plain words for whoever stands at the till. */
  readonly text: Bilingual;
}

const item = (subject: AdviceSubject, zh: string, en: string): AdviceItem => ({ subject, text: { zh, en } });

/** All advice there is. None of it says what a terminal is suspected of, so that any merchant may read any. */
export const ADVICE_ITEMS = {
  daily_look: item(
    'inspection',
    '每天开店前查看终端：外壳、封签、序列号、读卡口和线缆有无异样；有异样先停用，并致电客服。',
    'Look at the terminal before you open each day: case, seal, serial number, card slot and cables. If anything looks different, stop using it and call our desk.',
  ),
  visitors: item(
    'inspection',
    '有人自称来巡检或维修时，先核对证件，再致电客服确认；未经确认，不要交出终端。',
    'When somebody comes to inspect or repair the terminal, check their papers and call our desk first. Hand it to nobody before that.',
  ),
  registered_place: item(
    'inspection',
    '终端只在登记的地址使用；搬迁或换店前先申请，办妥再移动。',
    'Use the terminal only at the registered address. Apply before you move it, and move it once that is settled.',
  ),
  inspection_in_time: item(
    'inspection',
    '在到期日前预约并完成巡检，当面核对序列号与安装地址。',
    'Have the terminal inspected before the day it is due, and check serial number and address together with the inspector.',
  ),
  current_version: item(
    'updates',
    '终端提示升级时及时安装；打烊后保持通电、联网，让更新在夜间完成。',
    'Install updates when the terminal offers them. Leave it powered and online after closing, so that they can finish overnight.',
  ),
  virus_and_patches: item(
    'updates',
    '病毒库和安全补丁至少每月更新一次；无法更新时致电客服。',
    'Update the virus database and security patches at least once a month. Call our desk if that fails.',
  ),
  own_software_only: item(
    'updates',
    '只安装收单机构提供的程序；不扫来历不明的二维码、不点链接安装“升级包”。',
    'Install only what we provide. Never install an "update" from a link or a QR code that somebody sends you.',
  ),
  passwords: item(
    'account_security',
    '启用终端时就改掉初始密码；操作员密码至少每 90 天更换一次，各人用各人的。',
    'Change the first passwords at once. Change the passwords of operators at least every 90 days, and give each their own.',
  ),
  leavers: item(
    'account_security',
    '员工离职当天停用其操作员号和门户账号。',
    'Close the operator number and the portal account of staff on the day they leave.',
  ),
  never_tell_codes: item(
    'account_security',
    '不向任何人透露密码和短信验证码，收单机构不会索要；结算账户不出借、不出租。',
    'Tell nobody a password or a code from a text message: we never ask for them. Neither lend nor rent out your settlement account.',
  ),
  stop_at_declines: item(
    'attack_defence',
    '短时间内连续多笔被拒时停止刷卡，不换卡、不拆单重试，并致电客服。',
    'When several payments in a row are declined, stop. Do not try card after card or smaller amounts; call our desk.',
  ),
  chip_first: item(
    'attack_defence',
    '优先插卡或挥卡，能读芯片就不刷磁条；核对卡面与签名。',
    'Insert or tap rather than swipe: no stripe where there is a chip. Check the card and the signature.',
  ),
  own_network: item(
    'attack_defence',
    '终端使用专用网络，不接顾客 Wi-Fi；旁边不放来历不明的设备。',
    'Keep the terminal on a network of its own, never the guests’ Wi-Fi, and have no strange devices beside it.',
  ),
  keep_traces: item(
    'attack_defence',
    '怀疑终端被动过手脚时：断网、停用、保持原样，不要自行恢复出厂设置，等待检测。',
    'If you think the terminal was tampered with: unplug the network, stop using it, leave it as it is. Do not reset it; wait for the inspection.',
  ),
  till_camera: item(
    'attack_defence',
    '监控对着收银台、避开密码键盘，录像至少保留 30 天。',
    'Point a camera at the till but not at the keypad, and keep the footage for 30 days at least.',
  ),
  own_trade_only: item(
    'compliance',
    '终端只收自己店里真实交易的款，不替他人收款，不以任何方式套取现金。',
    'Take payments only for what your own shop really sells: none for others, and no cash for cards in any form.',
  ),
  keep_slips: item(
    'compliance',
    '签购单、合同、发票和发货记录按协议期限妥善保存，能按日期找到。',
    'Keep slips, contracts, invoices and delivery records for as long as your contract says, so that you can find them by day.',
  ),
  answer_in_time: item(
    'compliance',
    '收到调单或补件通知，在期限内答复；暂时拿不出的先说明原因。',
    'Answer requests for slips or documents in time. Say why if something is missing for now.',
  ),
  refund_to_card: item(
    'compliance',
    '退款只退回原卡，金额不超过原交易，不以现金退。',
    'Refund to the card that paid, never more than was paid, and never in cash.',
  ),
  papers_current: item(
    'compliance',
    '营业执照、法人证件、经营范围和结算账户有变化时，变更当月内通知我们。',
    'Tell us within the month when your licence, the legal person’s ID, what you sell or your settlement account changes.',
  ),
  tell_ahead: item(
    'compliance',
    '预计有大额、促销或非营业时间的交易时，提前告知客服并留好凭证。',
    'Tell our desk ahead of large sales, campaigns or trading outside your hours, and keep the papers.',
  ),
  own_category: item(
    'compliance',
    '商户类别与实际经营一致；换了主营业务先申请变更。',
    'Your merchant category must be what you sell. Apply for a change before you sell something else.',
  ),
} as const satisfies Record<string, AdviceItem>;
export type AdviceCode = keyof typeof ADVICE_ITEMS;
