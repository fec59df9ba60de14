import { TEXT, type Scene, type ShopNumbers } from './scene';

/** A step of what must be put right, told as done. */
export async function attestation({ seen, dice, role, file }: Scene): Promise<object | null> {
  const open = (seen.remediation?.steps ?? []).filter(({ state }) => state === 'open');
  if (open.length === 0) return null;
  const { code, proof, suppliedBy } = dice.pick(open);
  return {
    step: code,
    ...(proof === 'none' ? {} : { proofId: await file('proof') }),
    ...(role !== 'merchant' && suppliedBy === 'merchant' ? { onBehalfChannel: 'phone' } : {}),
  };
}

export const INSTALLATION_VERIFIED = 9;

/** What the next of the nine steps has to show; now and then it cannot be done. */
export async function replacementStep({ seen, dice, role, file, shop, wish }: Scene): Promise<object | null> {
  const replacement = seen.remediation?.replacement;
  if (role === 'merchant' || !replacement?.next || replacement.next === INSTALLATION_VERIFIED) return null;
  const { code } = replacement.steps[replacement.next - 1]!;
  if (wish.surely !== true && dice.oneIn(15)) return { step: code, failed: true, text: TEXT };
  return {
    step: code,
    ...(await SHOWN[code]?.({ shop, proof: () => file('proof') })),
  };
}

const SHOWN: { readonly [code in string]?: (given: { shop: ShopNumbers; proof: () => Promise<string | undefined> }) => object | Promise<object> } = {
  backup_settled: () => ({ text: TEXT }),
  new_unused: ({ shop }) => ({ serialNo: shop.freshSerialNo() }),
  same_numbers: ({ shop: { merchantNo, terminalNo } }) => ({ merchantNo, terminalNo }),
  items_refiled: ({ shop: { settlementAccount } }) => ({ settlementAccount, installationAddress: '上海市黄浦区中山东一路 1 号' }),
  keys_and_parameters: async ({ proof }) => ({ proofId: await proof() }),
  trades_tested: async ({ proof }) => ({ proofId: await proof(), passedTests: ['sign_in', 'test_sale', 'void', 'print'] }),
  location_checked: () => ({ place: { latE6: 31_230_416, lonE6: 121_473_701 } }),
}; // prettier-ignore
