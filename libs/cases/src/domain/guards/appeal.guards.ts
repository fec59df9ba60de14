import { appealRoundsLeft, isAppealable } from '../appeal-window';
import { dutyRefusal, refusal } from '../refusal';
import { userOf, type Guard } from './guard';

export const noHold: Guard = (_snapshot, { authorityHold }) =>
  authorityHold
    ? refusal('overturn.no_hold', '有权机关的冻结要求未解除。', "An authority's hold stands.")
    : null;

export const appealableOutcome: Guard = (snapshot) => {
  if (isAppealable(snapshot, snapshot.outcome)) return null;
  return snapshot.state === 'closed'
    ? refusal('appeal.closed', '案件已关闭。', 'The case is closed.')
    : refusal(
        'appeal.restricted_only',
        '交易已恢复且没有限制，无需申诉。',
        'Trading is back without restriction: there is nothing to appeal.',
      );
};

/** An appeal that came in time is in time, however long another held the case. */
export const insideAppealWindow: Guard = ({ appealUntil }, { receivedAt }) =>
  appealUntil && receivedAt >= appealUntil
    ? refusal('appeal.window', '申诉期限已过。', 'The window for an appeal has passed.')
    : null;

export const roundsLeft: Guard = (snapshot) =>
  appealRoundsLeft(snapshot) > 0
    ? null
    : refusal('appeal.rounds', '申诉次数已用完。', 'No round of appeal is left.');

export const independentReviewer: Guard = (_snapshot, { involvement, openAppeal }, attempt) => {
  const user = userOf(attempt);
  if (user === null) return null;
  const { froze, held, proposers, approvers, appealDeciders } = involvement;
  if ([...froze, ...held, ...proposers, ...approvers].includes(user)) {
    return dutyRefusal(
      'appeal.independent',
      '参与过冻结、登记过有权机关冻结要求、提议或审批的人不能裁决申诉。',
      'Whoever froze, placed an authority’s hold, proposed or approved cannot decide the appeal.',
    );
  }
  if (openAppeal?.filedBy === user) {
    return dutyRefusal(
      'appeal.not_filer',
      '代商户提出申诉的人不能裁决该申诉。',
      'Whoever filed the appeal for the merchant cannot decide it.',
    );
  }
  return appealDeciders.includes(user)
    ? dutyRefusal(
        'appeal.next_round',
        '裁决过上一轮申诉的人不能裁决下一轮。',
        'Whoever decided one round cannot decide the next.',
      )
    : null;
};

/** While an appeal waits for evidence, that evidence is its reviewer's to judge, not of those who were appealed against. */
export const notAskedInAppeal: Guard = (_snapshot, { openRequest }) =>
  openRequest?.returnsTo === 'appealing'
    ? dutyRefusal(
        'appeal.reviewer_judges',
        '申诉期间索取的材料只能由申诉复核人评定。',
        'What an appeal asked for is its reviewer’s to judge.',
      )
    : null;

export const askedInAppeal: Guard = (_snapshot, { openRequest }) =>
  openRequest?.returnsTo === 'appealing'
    ? null
    : dutyRefusal(
        'appeal.desk_judges',
        '申诉之外索取的材料由专员评定。',
        'What no appeal asked for is the desk’s to judge.',
      );
