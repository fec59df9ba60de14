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

/** Why no new case of the queue can be given to this member now; null: it can. `overCap` lets more than the cap be theirs. */
export function whyNotGiven(
  member: MemberFact | null,
  wanted: readonly string[],
  overCap: boolean,
): Refusal | null {
  if (!member)
    return refusal(
      'assign.member',
      '该同事不是本案件所在队列的成员：请选择成员，或请管理员将其加入队列。',
      'They are no member of the case’s queue: choose one, or have an admin add them.',
      'userId',
    );
  if (member.isAway)
    return refusal(
      'assign.away',
      '该同事目前缺勤且无人代班：请选择另一人。',
      'They are away and nobody stands in for them: choose another person.',
      'userId',
    );
  const missing = wanted.filter((skill) => !member.skills.includes(skill));
  if (missing.length > 0)
    return refusal(
      'assign.skills',
      `该同事缺少本队列所需的技能：${missing.join('、')}。`,
      `They lack skills that the queue wants: ${missing.join(', ')}.`,
      'userId',
    );
  if (member.open >= member.cap && !overCap)
    return refusal(
      'assign.cap',
      `该同事在本队列已有 ${member.open} 件未结案件，上限为 ${member.cap} 件；主管可说明理由后超限指派。`,
      `They have ${member.open} open cases of the queue and may have ${member.cap}; a supervisor may assign more with a reason.`,
      'userId',
    );
  return null;
}

/** Members in the order of their turns: the smallest share of the cap first, then whoever has waited longest. */
export const inTurn = (members: readonly MemberFact[]): readonly MemberFact[] =>
  [...members].sort(
    (a, b) =>
      a.open * b.cap - b.open * a.cap ||
      (a.lastAssignedAt?.getTime() ?? 0) - (b.lastAssignedAt?.getTime() ?? 0) ||
      (a.userId < b.userId ? -1 : 1),
  );
