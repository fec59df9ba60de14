import { refusal } from '../refusal';
import { unjudged } from '../slips';
import type { Guard } from './guard';

export const slipsAsked: Guard = (_snapshot, { slips }) =>
  slips.some(({ inOpenRequest }) => inOpenRequest)
    ? null
    : refusal('answer_slips.asked', '目前没有索取签购单。', 'No slips are being asked for now.');

/** After the deadline a slip is missed, whoever has the case first; it can be asked for again. */
export const slipsInTime: Guard = (_snapshot, { openRequest, receivedAt }) =>
  openRequest && receivedAt < openRequest.dueAt
    ? null
    : refusal(
        'answer_slips.in_time',
        '提交时限已过，不能再答复；如需补交请留言说明。',
        'The deadline has passed: message us to be asked again.',
      );

export const slipsJudged: Guard = (_snapshot, { slips }) => {
  const open = unjudged(slips).length;
  return open === 0
    ? null
    : refusal(
        'propose.slips_assessed',
        `尚有 ${open} 笔签购单未评定。`,
        `Judge every slip that was answered first: ${open} still open.`,
      );
};

/** Findings rest on answers as they were when a scan began. */
export const slipsScanned: Guard = (_snapshot, { slipsChangedAt, scan }) =>
  slipsChangedAt === null || scan === null || slipsChangedAt <= scan.cutOffAt
    ? null
    : refusal(
        'propose.slips_scanned',
        '最近一次扫描之后签购单的答复或评定有变化，请重新扫描。',
        'Slips were answered or judged since the last scan: scan again.',
      );
