import { refusal } from '../refusal';
import { userOf, type Guard } from './guard';

export const requestIsOwn: Guard = (_snapshot, { openRequest }, attempt) =>
  openRequest?.requestedBy === userOf(attempt)
    ? null
    : refusal(
        'recall_request.own',
        '只有发起人可以撤回材料请求。',
        'Only whoever asked can recall the request.',
      );

export const requestDuePassed: Guard = (_snapshot, { openRequest, now }) =>
  openRequest && openRequest.dueAt <= now
    ? null
    : refusal('evidence_overdue.due', '截止时间未到。', 'The deadline has not passed.');

/** An answer that came in time is in time, though it waited for the case while the due instant passed. */
export const answerCameInTime: Guard = ({ state }, { overdueRequest, receivedAt }) =>
  overdueRequest && overdueRequest.returnsTo === state && receivedAt < overdueRequest.dueAt
    ? null
    : refusal(
        'undo_overdue.in_time',
        '没有在截止前收到的提交。',
        'No answer came in before the deadline of the last request.',
      );
