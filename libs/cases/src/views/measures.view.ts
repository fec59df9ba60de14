import {
  failureWords,
  type GatewayCommand,
  type ManualConfirmation,
  type Measure,
  type MeasureEvent,
} from '@thaw/registry';
import { outOfProportion, referenceOf, type MeasureAfter, type ReferenceData } from '../domain';
import type { AuthorityHold, FreezeCase, Proposal } from '../entities';

/** What is read of a case's measures, commands and holds. */
export interface MeasureReading {
  readonly measures: readonly Measure[];
  readonly measureEvents: readonly MeasureEvent[];
  /** Of merchant scope, set by cases on other terminals of the merchant, which alone may lift them. */
  readonly othersInForce: readonly (Measure & { readonly caseNumber: string })[];
  readonly commands: readonly GatewayCommand[];
  readonly signatures: readonly ManualConfirmation[];
  readonly holds: readonly AuthorityHold[];
  readonly proposals: readonly Proposal[];
}

type Of = Pick<FreezeCase, 'referenceVersion' | 'reasonCode'>;

/** For staff: each measure with its history, and a warning where it is out of proportion to the reason. */
export const measureViews = (freezeCase: Of, { measures, measureEvents }: MeasureReading) =>
  measures.map(({ caseId: _case, merchantId: _merchant, terminalId: _terminal, ...measure }) => ({
    ...measure,
    warning: measure.liftedAt === null ? warningOf(freezeCase, measure.level) : null,
    history: measureEvents
      .filter(({ measureId }) => measureId === measure.id)
      .map(({ at, type, actor, data }) => ({ at, type, actor, data })),
  }));

export const othersInForceViews = ({ othersInForce }: MeasureReading) =>
  othersInForce.map(({ id, caseNumber, level, scope, beganAt, expiresAt, ...measure }) => ({
    id,
    caseNumber,
    level,
    scope,
    limitSingleFen: measure.limitSingleFen,
    limitDailyFen: measure.limitDailyFen,
    heldAmountFen: measure.heldAmountFen,
    heldGround: measure.heldGround,
    releaseAt: measure.releaseAt,
    beganAt,
    expiresAt,
  }));

/** What a proposal would leave in force although it is more than is usual. */
export function proposalWarnings(
  freezeCase: Of,
  { measures }: MeasureReading,
  measuresAfter: readonly MeasureAfter[],
) {
  return measuresAfter.flatMap((after) => {
    if (after.change === 'lift') return [];
    const kept = measures.find(({ id }) => id === after.measureId)?.level;
    const level = after.change === 'narrow' ? (after.level as Measure['level']) : kept;
    const warning = level === undefined ? null : warningOf(freezeCase, level);
    return warning ? [{ measureId: after.measureId, ...warning }] : [];
  });
}

export const commandViews = ({ commands, signatures }: MeasureReading) =>
  commands.map(({ id, kind, purpose, measureId, serialNo, parameters, state, attempts, ...command }) => {
    const signature = signatures.find(({ commandId }) => commandId === id);
    return {
      id, kind, purpose, measureId, serialNo, parameters, state, attempts,
      orderedBy: command.orderedBy,
      createdAt: command.createdAt,
      deadlineAt: command.deadlineAt,
      sentAt: command.sentAt,
      settledAt: command.settledAt,
      confirmedVia: command.confirmedVia,
      lastError: command.lastError === null ? null : failureWords(command.lastError),
      signature: signature
        ? { channel: signature.channel, fileId: signature.fileId, signedBy: signature.signedBy, signedAt: signature.signedAt }
        : null,
    };
  }); // prettier-ignore

export const holdViews = ({ holds }: MeasureReading) => holds.map(({ caseId: _case, ...hold }) => hold);

function warningOf({ referenceVersion, reasonCode }: Of, level: Measure['level']) {
  const reference: ReferenceData = referenceOf(referenceVersion);
  const text = outOfProportion(reference, reasonCode, level);
  if (text === null || reasonCode === null) return null;
  return { code: 'OUT_OF_PROPORTION', level, usual: reference.reasons[reasonCode].levels, text };
}
