import type { Bilingual } from '@thaw/kernel';
import type { CaseFacts } from '../facts';
import type { StepCode, StepReference } from '../reference';

/**
 * Why the records say that a step is not done; null where they say that it is, or know nothing of such a step. It is
 * computed anew each time it is asked: nobody can attest it away.
 */
export function whyNotDone(
  code: StepCode,
  { check }: StepReference,
  { registry, authorityHold }: Pick<CaseFacts, 'registry' | 'authorityHold'>,
): Bilingual | null {
  switch (check) {
    case 'software_version':
      return registry.softwareIsCurrent === true ? null : SOFTWARE[known(registry.softwareIsCurrent)];
    case 'virus_database_date':
      return registry.virusDatabaseIsCurrent === true
        ? null
        : VIRUS_DATABASE[known(registry.virusDatabaseIsCurrent)];
    case 'device_binding':
      return isBoundAnew(code, registry) ? null : (BINDING[code] ?? OTHER_BINDING);
    case 'mcc':
      return registry.mccCorrected ? null : MCC;
    case 'authority_hold':
      return authorityHold ? HOLD : null;
    default:
      return null;
  }
}

const known = (is: boolean | null): 'unknown' | 'old' => (is === null ? 'unknown' : 'old');

function isBoundAnew(code: StepCode, { binding, bindingBefore }: CaseFacts['registry']): boolean {
  if (!binding) return false;
  switch (code) {
    case 'address_rebound':
      return binding.installationAddress !== bindingBefore?.installationAddress;
    case 'device_replaced':
      return binding.serialNo !== bindingBefore?.serialNo;
    default:
      return binding.boundSince && binding.itemsAgree;
  }
}

const SOFTWARE = {
  unknown: {
    zh: '档案中没有该终端的软件版本或其机型的现行版本：请先登记。',
    en: 'The profile does not say which software runs, or which is current for the model: enter it first.',
  },
  old: {
    zh: '档案中的软件版本不是现行版本。',
    en: 'The software of the profile is not the current version.',
  },
};
const VIRUS_DATABASE = {
  unknown: {
    zh: '档案中没有病毒库日期：请先登记。',
    en: 'The profile has no date of the virus database: enter it first.',
  },
  old: { zh: '档案中的病毒库已过期。', en: 'The virus database of the profile is out of date.' },
};
const BINDING: { readonly [code in StepCode]?: Bilingual } = {
  address_rebound: {
    zh: '登记的安装地址仍是立案（或上次恢复交易）时的地址：请重新绑定。',
    en: 'The registry still has the address of when the case was opened, or trading last came back: bind the device to the new one.',
  },
  device_replaced: {
    zh: '终端仍绑定立案（或上次恢复交易）时的设备。',
    en: 'The device at work is still that of when the case was opened, or trading last came back.',
  },
};
const OTHER_BINDING: Bilingual = {
  zh: '立案（或上次恢复交易）后没有重新绑定，或五要素与商户登记不一致：请重新绑定。',
  en: 'Nothing was bound since the case was opened or trading last came back, or its five items are not the merchant’s: bind it anew.',
};
const MCC: Bilingual = {
  zh: '立案（或上次恢复交易）后没有更正过商户类别码：请先在商户登记中更正。',
  en: 'The category was not corrected since the case was opened, or trading last came back: correct it in the merchant’s registration first.',
};
const HOLD: Bilingual = {
  zh: '有权机关的冻结要求未解除。',
  en: 'An authority’s hold stands.',
};
