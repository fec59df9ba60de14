import type { Bilingual } from '@thaw/kernel';
import { refusal, type Refusal } from './refusal';

/** A member of the queue of a case, as somebody who could be given it. */
export interface MemberFact {
  readonly userId: string;
  /** How many open cases of the queue they have at most, and have. */
  readonly cap: number;
  readonly open: number;
  readonly skills: readonly string[];
  readonly isAway: boolean;
  readonly lastAssignedAt: Date | null;
}

/**
 * Why no new case of the queue can be given to this member now; null: it can. `overCap` lets more than the cap be theirs.
 * To whoever takes one themselves see {@link whyNotTaken}.
 */
export const whyNotGiven = (
  member: MemberFact | null,
  wanted: readonly string[],
  overCap: boolean,
): Refusal | null => lacking(member, wanted, overCap, OF_ANOTHER, 'userId');

/** The same rules, said to the member who wants to take it. */
export const whyNotTaken = (member: MemberFact | null, wanted: readonly string[]): Refusal | null =>
  lacking(member, wanted, false, OF_ONESELF);

/** What is said where a member is given nothing. */
interface Said {
  readonly member: Bilingual;
  readonly away: Bilingual;
  readonly skills: (missing: readonly string[]) => Bilingual;
  readonly cap: (member: MemberFact) => Bilingual;
}

function lacking(
  member: MemberFact | null,
  wanted: readonly string[],
  overCap: boolean,
  said: Said,
  field?: string,
): Refusal | null {
  const because = (rule: string, { zh, en }: Bilingual): Refusal => refusal(`assign.${rule}`, zh, en, field);
  if (!member) return because('member', said.member);
  if (member.isAway) return because('away', said.away);
  const missing = wanted.filter((skill) => !member.skills.includes(skill));
  if (missing.length > 0) return because('skills', said.skills(missing));
  return member.open >= member.cap && !overCap ? because('cap', said.cap(member)) : null;
}

const OF_ANOTHER: Said = {
  member: {
    zh: '该同事不是本案件所在队列的成员：请选择成员，或请管理员将其加入队列。',
    en: 'They are no member of the case’s queue: choose one, or have an admin add them.',
  },
  away: {
    zh: '该同事目前缺勤且无人代班：请选择另一人。',
    en: 'They are away and nobody stands in for them: choose another person.',
  },
  skills: (missing) => ({
    zh: `该同事缺少本队列所需的技能：${missing.join('、')}。`,
    en: `They lack skills that the queue wants: ${missing.join(', ')}.`,
  }),
  cap: ({ open, cap }) => ({
    zh: `该同事在本队列已有 ${open} 件未结案件，上限为 ${cap} 件；主管可说明理由后超限指派。`,
    en: `They have ${open} open cases of the queue and may have ${cap}; a supervisor may assign more with a reason.`,
  }),
};

const OF_ONESELF: Said = {
  member: {
    zh: '您不是本案件所在队列的成员：请管理员将您加入队列。',
    en: 'You are no member of the case’s queue: have an admin add you.',
  },
  away: {
    zh: '您目前登记为缺勤：请先由管理员结束缺勤登记，再领取案件。',
    en: 'You are entered as away: have an admin end that first, then take the case.',
  },
  skills: (missing) => ({
    zh: `您缺少本队列所需的技能：${missing.join('、')}。请领取其他案件，或请管理员登记您的技能。`,
    en: `You lack skills that the queue wants: ${missing.join(', ')}. Take another case, or have an admin enter yours.`,
  }),
  cap: ({ open, cap }) => ({
    zh: `您在本队列已有 ${open} 件未结案件，上限为 ${cap} 件：请先办结或移交，或请主管说明理由后超限指派。`,
    en: `You have ${open} open cases of the queue and may have ${cap}: end or hand over some, or have a supervisor assign it with a reason.`,
  }),
};

/** Members in the order of their turns: the smallest share of the cap first, then whoever has waited longest. */
export const inTurn = (members: readonly MemberFact[]): readonly MemberFact[] =>
  [...members].sort(
    (a, b) =>
      a.open * b.cap - b.open * a.cap ||
      (a.lastAssignedAt?.getTime() ?? 0) - (b.lastAssignedAt?.getTime() ?? 0) ||
      (a.userId < b.userId ? -1 : 1),
  );
