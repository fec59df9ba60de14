import { measureFace } from '@thaw/registry';
import { MERCHANT_FACES, MERCHANT_STATUS, appealRoundsLeft, decisionStands, referenceOf } from '../domain';
import { merchantFace, merchantOutcome } from '../letters';
import { deliveryForMerchant } from './delivery.view';
import { itemsForMerchant } from './evidence.view';
import { remedyForMerchant } from './remedy.view';
import { slipsForMerchant } from './slips.view';
import type { CaseReading } from './staff-case.view';

/** A case as its merchant sees it. */
export interface MerchantCase extends ReturnType<typeof merchantCase> {}

/**
 * A case as its merchant sees it: the merchant-safe face of the reason, what is wanted and until when, and nothing of
 * the desk's work, thresholds, other parties or holds.
 */
export function merchantCase(reading: CaseReading) {
  const { freezeCase, facts, terminal } = reading;
  const reference = referenceOf(freezeCase.referenceVersion);
  const face = merchantFace(reference, freezeCase.reasonCode);
  const { outcome, appealUntil, appealRounds, reasonCode } = freezeCase;
  return {
    number: freezeCase.number,
    version: freezeCase.merchantVersion,
    status: MERCHANT_STATUS[freezeCase.state],
    reason: MERCHANT_FACES[face].title,
    terminal: { merchantNo: terminal.merchant.merchantNo, terminalNo: terminal.terminalNo },
    openedAt: freezeCase.openedAt,
    closedAt: freezeCase.closedAt,
    outcome: outcome && stands(reading) ? merchantOutcome(outcome, freezeCase.state) : null,
    measures: [...reading.measures, ...reading.othersInForce]
      .filter(({ liftedAt }) => liftedAt === null)
      .map(measureFace)
      .filter((shown) => shown !== null),
    evidence: {
      dueAt: facts.openRequest?.dueAt ?? null,
      items: itemsForMerchant(reading),
      slips: slipsForMerchant(reading),
    },
    remediation: remedyForMerchant(reading),
    objections: reading.objections.map(
      ({ id, onBehalfChannel, objectedAt, replyDueAt, answeredBy, dismissalReply }) => ({
        id,
        /** How you said it, where the desk filed it for you. */
        onBehalfChannel,
        objectedAt,
        replyDueAt,
        answered: answeredBy !== null || dismissalReply !== null,
        // Of a proposal that is not approved the merchant hears nothing, nor of its answer.
        reply:
          dismissalReply ??
          reading.proposals.find((proposal) => proposal.id === answeredBy)?.objectionReply ??
          null,
      }),
    ),
    appeal: {
      until: appealUntil,
      letter: deliveryForMerchant(reading),
      roundsLeft: appealRoundsLeft({ reference, reasonCode, appealRounds }),
      rounds: reading.appeals.map(
        ({ round, onBehalfChannel, openedAt, replyDueAt, decision, decidedAt }) => ({
          round,
          onBehalfChannel,
          openedAt,
          replyDueAt,
          decision,
          decidedAt,
        }),
      ),
    },
    actions: reading.actions,
  };
}

/** An earlier decision no longer stands while the case is decided anew, nor where it was dismissed since. */
const stands = ({ freezeCase, facts: { openRequest } }: CaseReading): boolean =>
  decisionStands(freezeCase) ||
  (freezeCase.state === 'awaiting_merchant' && openRequest?.returnsTo === 'appealing');
