import { DomainError, type Bilingual } from '@thaw/kernel';
import { RULES, compareSettings, resolveSettings } from '../rules';
import type { RuleSet, RuleSetState } from './rule-set.entity';

/** How many sets run beside the active one at most: each may cost a scan as much again. */
export const SHADOWS_MAX = 3;

const refuse = (rule: string, zh: string, en: string): DomainError =>
  new DomainError('GUARD_REFUSED', { rule: `rule_set.${rule}`, detail: { zh, en } });

const STATE_NAMES: Readonly<Record<RuleSetState, Bilingual>> = {
  draft: { zh: '草稿', en: 'a draft' },
  shadow: { zh: '试运行', en: 'in shadow' },
  active: { zh: '生效', en: 'active' },
  retired: { zh: '已停用', en: 'retired' },
  discarded: { zh: '已作废', en: 'discarded' },
};

/** @throws DomainError GUARD_REFUSED unless the set is in one of the states. */
export function needState(set: RuleSet, ...states: readonly RuleSetState[]): void {
  if (states.includes(set.state)) return;
  const is = STATE_NAMES[set.state];
  const names = states.map((state) => STATE_NAMES[state]);
  throw refuse(
    'state',
    `规则集 ${set.number} 目前为“${is.zh}”；此操作只适用于：${names.map(({ zh }) => zh).join('、')}。`,
    `Rule set ${set.number} is ${is.en}; this can be done to one that is ${names.map(({ en }) => en).join(' or ')}.`,
  );
}

/** A set made under another build may know other rules than those that would run. */
export function needThisBuild(set: RuleSet): void {
  const others = resolveSettings(set.rules, RULES).filter(({ standing }) => standing !== 'as_set');
  const codes = [
    ...others.map(({ rule }) => rule.code),
    ...Object.keys(set.rules).filter((code) => !RULES.some((rule) => rule.code === code)),
  ];
  if (codes.length === 0) return;
  throw refuse(
    'this_build',
    `程序升级后下列规则与本规则集不一致：${codes.join('、')}。请保存一次草稿以更新，核对差异后再继续。`,
    `The program has other rules by now than this set names: ${codes.join(', ')}. Save the draft once to bring it up to ` +
      'date, look at what changed, then go on.',
  );
}

export function needSomethingThatWeighs(set: RuleSet): void {
  if (Object.values(set.rules).some(({ enabled, weight }) => enabled && weight > 0)) return;
  throw refuse(
    'weighs',
    '至少要有一条启用且权重大于 0 的规则。',
    'At least one rule must be enabled with a weight above 0.',
  );
}

export function needDifference(set: RuleSet, active: RuleSet): void {
  if (compareSettings(active.rules, set.rules).length > 0) return;
  throw refuse(
    'differs',
    `与生效中的规则集 ${active.number} 完全相同，无需启用。`,
    `It is the same as rule set ${active.number}, which is active already.`,
  );
}

/** What was submitted is what is activated, and takes the place of the set that it was compared with. */
export function needSubmission(set: RuleSet, active: RuleSet): void {
  if (set.submittedBy === null) {
    throw refuse(
      'submitted',
      '尚未提交启用，请先由起草人提交。',
      'It has not been submitted for activation: whoever drafted it submits it first.',
    );
  }
  if (set.submittedAgainst === active.id) return;
  throw refuse(
    'compared',
    `提交之后规则集 ${active.number} 已启用。请对照它重新核对差异，退回后再次提交。`,
    `Rule set ${active.number} was activated since it was submitted. Compare with that one, return it, and submit it again.`,
  );
}

export function needRoomForShadow(running: number): void {
  if (running < SHADOWS_MAX) return;
  throw refuse(
    'shadows',
    `最多同时试运行 ${SHADOWS_MAX} 个规则集，请先停止一个。`,
    `At most ${SHADOWS_MAX} rule sets run in shadow at a time: stop one first.`,
  );
}
