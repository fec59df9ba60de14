import type { Bilingual } from '@thaw/kernel';

export const OUTCOMES = ['U', 'UR', 'RM', 'RP', 'RL', 'T', 'B', 'K'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const OUTCOME_TITLES: { readonly [outcome in Outcome]: Bilingual } = {
  U: { zh: '解除封机', en: 'Unfreeze' },
  UR: { zh: '限制后解除', en: 'Unfreeze with restriction' },
  RM: { zh: '整改后解除', en: 'Remediate, then unfreeze' },
  RP: { zh: '更换设备', en: 'Replace the device' },
  RL: { zh: '核准移机', en: 'Approved relocation' },
  T: { zh: '终止合作', en: 'Terminate' },
  B: { zh: '列入黑名单', en: 'Blacklist' },
  K: { zh: '依有权机关要求维持', en: "Keep on an authority's order" },
};

/** Outcomes that give trading back sooner or later: none is approved while an authority's hold stands. */
export const RESTORING: readonly Outcome[] = ['U', 'UR', 'RM', 'RP', 'RL'];
/** Outcomes after which the terminal's service ends, unless an appeal changes them. */
export const ENDING: readonly Outcome[] = ['T', 'B'];
/**
 * Outcomes that keep the freeze: for each the merchant must have been asked and have answered or let the deadline pass.
 * Were an authority's order alone kept without it, the merchant who was never asked would know of the order.
 */
export const UPHOLDING: readonly Outcome[] = ['K', ...ENDING];
