import type { Bilingual } from '@thaw/kernel';
import type { FactName, Rule, TerminalFacts } from './rule';

/** What people call a fact. */
export const FACT_WORDS: Readonly<Record<FactName, Bilingual>> = {
  installedAt: { zh: '装机时间', en: 'installation date' },
  expectedTicketFen: { zh: '预期单笔金额', en: 'expected ticket' },
  site: { zh: '登记的安装位置', en: 'registered site' },
  fixes: { zh: '终端定位', en: 'location fixes' },
  cardsOfFrozenTerminals: { zh: '其他被封终端上的用卡', en: 'cards of other frozen terminals' },
  chargebacks: { zh: '各月拒付', en: 'chargebacks by month' },
  retrievals: { zh: '调单答复', en: 'answers to slip requests' },
};

/** A rule that stays silent, and the facts for want of which it does. */
export interface SilentRule {
  readonly rule: Rule;
  readonly without: readonly FactName[];
}

/** In the order of the rules. */
export const silentRules = (rules: readonly Rule[], facts: TerminalFacts): readonly SilentRule[] =>
  rules.flatMap((rule) => {
    const without = (rule.needs ?? []).filter((fact) => facts[fact] === null);
    return without.length === 0 ? [] : [{ rule, without }];
  });
