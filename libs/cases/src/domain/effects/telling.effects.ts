import type { EvidenceCode, Outcome } from '../reference';
import type { SentTemplate } from '../payloads';
import type { TaskCode } from '../task-words';
import type { AppealVerdict } from './appeal.effects';

export type NotificationTemplate =
  | 'freeze_notice'
  | 'reason_changed'
  | 'evidence_requested'
  | 'evidence_reminder'
  | 'evidence_overdue'
  | 'evidence_in_time'
  | 'decision_letter'
  | 'appeal_received'
  | 'appeal_letter'
  | 'objection_received'
  | 'objection_reply'
  | 'measure_eased'
  | 'deadline_extended'
  | 'termination_notice'
  | 'terminated'
  | 'reopened'
  | 'step_returned'
  | 'remedy_ended'
  | 'restore_stopped'
  | 'restored'
  | 'closed'
  | 'delivery_recorded'
  | 'file_refused'
  | 'message'
  | 'satisfaction';

/** `about`: what it is told of, where one step of a case can bring several such. */
export type TellingEffect =
  | {
      readonly kind: 'notify_merchant';
      readonly template: NotificationTemplate;
      readonly dueAt?: Date;
      readonly outcome?: Outcome;
      /** Of a letter that tells how an appeal was decided. */
      readonly verdict?: AppealVerdict;
      readonly codes?: readonly EvidenceCode[];
      /** The desk's own words to the merchant. */
      readonly words?: string;
      /** Of a letter about one file. */
      readonly fileName?: string;
      readonly about?: string;
    }
  | { readonly kind: 'task_for_owner'; readonly task: TaskCode; readonly about?: string }
  /** Whoever owns the case or not. */
  | { readonly kind: 'task_for_person'; readonly task: TaskCode; readonly userId: string }
  | {
      readonly kind: 'send_message';
      readonly text: string;
      readonly files: readonly string[];
      readonly template: SentTemplate | null;
    }
  | {
      readonly kind: 'write_note';
      readonly text: string;
      readonly files: readonly string[];
      /** Colleagues who are told of it. */
      readonly mentions: readonly string[];
      readonly template: SentTemplate | null;
    };
