import type { Side } from '../personas';
import { dutyRefusal, refusal, type Refusal } from '../refusal';
import type { Guard } from './guard';

export const notOnAnotherSide =
  (side: Side | null): Guard =>
  (_snapshot, { involvement }) =>
    sideRefusal(side, involvement.actorSides);

/** @param actedOn the sides on which the person has acted on the case before. */
export const sideRefusal = (side: Side | null, actedOn: readonly Side[]): Refusal | null =>
  side !== null && actedOn.some((other) => other !== side)
    ? dutyRefusal(
        'case.one_side',
        '您曾以另一身份处理过本案件，不能再以此身份操作。',
        'You acted on this case on another side; a new role does not open it to you.',
      )
    : null;

export const anotherIsOpen = refusal(
  'case.one_open',
  '该终端已有另一未结案件。',
  'Another case is open on this terminal.',
);

export const noOtherOpenCase: Guard = (_snapshot, { otherOpenCase }) =>
  otherOpenCase ? anotherIsOpen : null;
