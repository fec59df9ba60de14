import type { Bilingual } from '@thaw/kernel';
import type { AppealFacts, CaseSnapshot, ReplacementFacts } from '../facts';

/** What must be shown of a step. */
export type ReplacementProof = 'words' | 'file' | 'none';

export interface ReplacementStepWords {
  readonly code: string;
  readonly title: Bilingual;
  readonly guidance: Bilingual;
  readonly proof: ReplacementProof;
}

const step = (
  code: string,
  proof: ReplacementProof,
  title: readonly [zh: string, en: string],
  guidance: readonly [zh: string, en: string],
): ReplacementStepWords => ({
  code,
  proof,
  title: { zh: title[0], en: title[1] },
  guidance: { zh: guidance[0], en: guidance[1] },
});

/** The nine steps of a replacement, in their order. */
export const REPLACEMENT_STEPS: readonly ReplacementStepWords[] = [
  step('backup_settled', 'words', ['数据已备份、批次已结算', 'Backup made, batch settled'], ['备份终端数据（不得含卡号与密钥），结算未结批次，并在 text 中说明备份位置与批次号。', 'Back up the terminal, never card numbers or keys; settle the open batch; say in text where the backup is and which batch.']),
  step('old_retired', 'none', ['旧序列号已停用', 'Old serial number retired'], ['系统向终端系统下发停用指令。', 'The terminal system is told to retire it.']),
  step('new_unused', 'none', ['新序列号未被使用', 'New serial number unused'], ['填写新设备的序列号（serialNo）；须已登记且未在任何终端使用。', 'Give the serial number of the new device (serialNo): registered, and at work nowhere.']),
  step('same_numbers', 'none', ['商户号与终端号不变', 'Same merchant and terminal number'], ['填写新设备上显示的商户号（merchantNo）与终端号（terminalNo），须与登记一致。', 'Give the numbers that the new device shows (merchantNo, terminalNo): they must be those registered.']),
  step('items_refiled', 'none', ['五要素已重新报备', 'Five items refiled'], ['填写结算账户（settlementAccount）与安装地址（installationAddress），其余三项以登记为准；系统向终端系统下发绑定指令。', 'Give settlementAccount and installationAddress, the other three are as registered; the terminal system is told to bind the device.']),
  step('keys_and_parameters', 'file', ['密钥已灌装、参数已下载', 'Keys injected, parameters downloaded'], ['上传密钥证明；不得含密钥本身。', 'File the certificate, never the keys.']),
  step('trades_tested', 'file', ['签到、测试消费、撤销、打印', 'Sign-in, test sale, void, print'], ['四项均须成功（passedTests），并上传测试小票。', 'All four must succeed (passedTests); file the test slips.']),
  step('location_checked', 'none', ['位置在登记范围内', 'Inside the registered radius'], ['填写装机位置（place）。', 'Give where it stands (place).']),
  step('installation_verified', 'none', ['已由他人核实', 'Verified by another'], ['由安装者以外的人核实（verify）。', 'Someone other than the installer verifies it (verify).']),
]; // prettier-ignore

export const LAST_STEP = REPLACEMENT_STEPS.length;
export const TESTS = ['sign_in', 'test_sale', 'void', 'print'] as const;

export const numberOfStep = (code: string): number =>
  REPLACEMENT_STEPS.findIndex((known) => known.code === code) + 1;

/** Whether a decision to replace the device is being carried out; it goes on while it is appealed against. */
export const isReplacing = (
  { state }: Pick<CaseSnapshot, 'state'>,
  { openAppeal }: Pick<AppealFacts, 'openAppeal'>,
): boolean => state === 'replacing' || openAppeal?.appealedState === 'replacing';

/** The step to be done now, counting from one; null where one waits for the terminal system, or all is done. */
export function nextStepOf({ replacement }: Pick<ReplacementFacts, 'replacement'>): number | null {
  if (replacement?.state === 'compensating') return null;
  const steps = replacement?.steps ?? [];
  for (let number = 1; number <= LAST_STEP; number++) {
    const state = steps.find((one) => one.number === number)?.state ?? 'open';
    if (state === 'pending') return null;
    if (state === 'open') return number;
  }
  return null;
}

/** Who had a hand in putting the device to work: all but whoever verifies at the end. */
export const installersOf = ({ replacement }: Pick<ReplacementFacts, 'replacement'>): readonly string[] =>
  (replacement?.steps ?? []).filter(({ number }) => number < LAST_STEP).map(({ by }) => by);
