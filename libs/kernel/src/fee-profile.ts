/** What a terminal pays per sale (费率): the plain rate, a low one, or one that is capped (封顶机). */
export const FEE_PROFILES = ['standard', 'low_rate', 'capped'] as const;
export type FeeProfile = (typeof FEE_PROFILES)[number];
