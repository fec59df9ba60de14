import { DomainError, dayText, type Bilingual } from '@thaw/kernel';
import type { Payload } from '../actions';
import { leavesAppeal, recordedWindow } from '../appeal-window';
import type { CaseFacts, UndeliveredLetter } from '../facts';
import { needText } from '../payload-checks';
import type { ApplyContext, Outcome } from '../transition';

const DAY_MS = 86_400_000;

/**
 * What the desk knows of a letter that came by another way than the portal. It counts as its opening would, and whichever
 * is known first counts: a later word never moves a window that runs. One person's word of an old day would end a window
 * unseen, so it takes a proof there, and the window still runs three days from now.
 */
export function record({ snapshot, facts, payload }: ApplyContext<Payload<'record_delivery'>>): Outcome {
  const { letterId, channel, receivedOn } = payload;
  const letter = facts.undelivered.find(({ id }) => id === letterId);
  if (!letter) throw noSuchLetter;
  const receivedAt = needReceived(receivedOn, letter, facts);
  const proofId = payload.proofId ?? null;
  if (proofId !== null && !facts.proofFiles.includes(proofId)) throw noSuchFile;
  const { runsWindow } = letter;
  const window = runsWindow ? recordedWindow(snapshot, receivedAt, facts) : null;
  if (window?.onWord && proofId === null) throw noProofOfOldDay;
  const appealUntil = window?.until ?? null;
  return {
    changes: appealUntil ? { letterDeliveredAt: receivedAt, appealUntil } : {},
    effects: [
      { kind: 'record_delivery', letterId, channel, receivedAt, runsWindow, proofId },
      ...(appealUntil && leavesAppeal(snapshot, snapshot.outcome)
        ? ([{ kind: 'notify_merchant', template: 'delivery_recorded', dueAt: appealUntil }] as const)
        : []),
    ],
    event: {
      type: 'delivery_recorded',
      data: {
        notificationId: letterId,
        template: letter.template,
        channel,
        receivedOn,
        proofId,
        ...(appealUntil ? { appealUntil: appealUntil.toISOString() } : {}),
      },
      content: { text: needText(payload.text, 'text') },
    },
  };
}

/** Of a day that is over its beginning, but never before the letter was made: days count, and not hours. */
function needReceived(on: string, { madeAt }: UndeliveredLetter, { now, zone }: CaseFacts): Date {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(on) ? Date.parse(`${on}T00:00:00Z`) / DAY_MS : NaN;
  if (Number.isNaN(day) || dayText(day) !== on) {
    throw invalid('receivedOn', 'day', {
      zh: '请填写日期，如 2026-11-27。',
      en: 'Give a day, e.g. 2026-11-27.',
    });
  }
  if (on > zone.dateText(now.getTime())) {
    throw invalid('receivedOn', 'not_in_future', {
      zh: '送达日期不能晚于今天。',
      en: 'A letter cannot have come on a day that is still to come.',
    });
  }
  if (on < zone.dateText(madeAt.getTime())) {
    throw invalid('receivedOn', 'not_before_letter', {
      zh: '送达日期不能早于信函作成之日。',
      en: 'A letter cannot have come before it was made.',
    });
  }
  return new Date(Math.max(zone.startOfDay(day), madeAt.getTime()));
}

const invalid = (field: string, rule: string, detail: Bilingual): DomainError =>
  new DomainError('INVALID_REQUEST', { field, rule: `record_delivery.${rule}`, detail });

const noSuchLetter = invalid('letterId', 'letter', {
  zh: '不是本案件尚未送达的信函。',
  en: 'Not a letter of this case that has still to reach the merchant.',
});
const noProofOfOldDay = invalid('proofId', 'proof_of_old_day', {
  zh: '按该送达日期，申诉期限已过或不足三日：请附送达凭证（本案件的文件）。',
  en: 'By that day the time to appeal is over, or less than three days are left: name the file of the case that proves the delivery.',
});
const noSuchFile = invalid('proofId', 'proof', {
  zh: '不是本案件的文件。',
  en: 'That is no file of this case.',
});
