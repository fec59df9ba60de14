import { refusal } from '../refusal';
import type { Guard } from './guard';

export const someLetterUndelivered: Guard = (_snapshot, { undelivered }) =>
  undelivered.length > 0
    ? null
    : refusal(
        'record_delivery.some_letter',
        '没有尚未送达的信函。',
        'Every letter has reached the merchant already.',
      );
