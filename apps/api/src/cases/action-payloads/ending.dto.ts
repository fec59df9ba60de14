import { TextBody, type ActionBodies } from './action-body.dto';

export const ENDING_BODIES = {
  reopen: TextBody,
} satisfies ActionBodies;
