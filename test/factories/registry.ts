import { isLuhnValid } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import type {
  Device,
  DeviceBinding,
  Merchant,
  NewBinding,
  NewDevice,
  NewMerchant,
  NewTerminal,
  RegistryService,
  Terminal,
} from '@thaw/registry';

let made = 0;
const next = (): string => String(++made).padStart(4, '0');

/** Valid and of its own number, which is never one that could be a card's. */
export function newMerchant(over: Partial<NewMerchant> = {}): NewMerchant {
  const mcc = over.mcc ?? '5411';
  let merchantNo: string;
  do merchantNo = `1003100${mcc}${next()}`;
  while (isLuhnValid(merchantNo));
  return {
    merchantNo,
    name: `商户 ${merchantNo.slice(-4)}`,
    socialCreditCode: `91310000MA1FL${merchantNo.slice(-4)}X`,
    mcc,
    address: '上海市黄浦区中山东一路 1 号',
    hours: { from: 9 * 3600, to: 20 * 3600 + 1800 },
    ...over,
  };
}

export const newTerminal = (merchantId: string, over: Partial<NewTerminal> = {}): NewTerminal => ({
  merchantId,
  terminalNo: `A000${next()}`,
  feeProfile: 'standard',
  ...over,
});

export const newDevice = (over: Partial<NewDevice> = {}): NewDevice => ({
  serialNo: `PX-7A-${next()}`,
  model: 'A920',
  ...over,
});

export const newBinding = (serialNo: string, over: Partial<NewBinding> = {}): NewBinding => ({
  serialNo,
  settlementAccount: 'CN88 ABCD 3100 6600 0018',
  installationAddress: '上海市黄浦区中山东一路 1 号一层',
  ...over,
});

export interface Shop {
  readonly merchant: Merchant;
  readonly terminal: Terminal;
  readonly device: Device;
  readonly binding: DeviceBinding;
}

/** A merchant with one terminal at work. */
export async function registerShop(
  tx: Tx,
  registry: RegistryService,
  over: { readonly merchant?: Partial<NewMerchant>; readonly terminal?: Partial<NewTerminal> } = {},
): Promise<Shop> {
  const merchant = await registry.registerMerchant(tx, newMerchant(over.merchant));
  const terminal = await registry.registerTerminal(tx, newTerminal(merchant.id, over.terminal));
  const device = await registry.registerDevice(tx, newDevice());
  const binding = await registry.bind(tx, terminal.id, newBinding(device.serialNo));
  return { merchant, terminal, device, binding };
}
