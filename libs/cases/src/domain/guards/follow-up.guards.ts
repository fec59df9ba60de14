import { refusal } from '../refusal';
import type { Guard } from './guard';

export const someFollowUp: Guard = (_snapshot, { followUp }) =>
  followUp
    ? null
    : refusal('clear_follow_up.set', '您在本案件上没有设定跟进日期。', 'You have no follow-up on this case.');
