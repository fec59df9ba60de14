import { deadline, type Deadline } from '@thaw/sla/arithmetic';
import type { CaseFacts } from '../facts';
import { NOTICE_TARGET } from '../reference';

/** By when a freeze notice asks for documents: the merchants' time, by their calendar. */
export const noticeDeadline = ({ now, calendars }: Pick<CaseFacts, 'now' | 'calendars'>): Deadline =>
  deadline(now, NOTICE_TARGET, calendars, 'merchant');
