import { dayText, type Zone } from '@thaw/kernel';
import { agreementOf, type Slip } from '@thaw/risk';
import { lastDayKept, SLIPS_KEPT_MONTHS } from '@thaw/risk/rules';
import type { CaseReading } from './staff-case.view';

/** The slips that the case asked for, in the order of their sales. */
export function slipsForStaff({ slips, facts: { zone } }: CaseReading) {
  return slips.map((slip) => ({
    ...slipView(slip, zone),
    transactionId: slip.transactionId,
    askedBy: slip.askedBy,
    insideRetention: zone.dayOf(slip.askedAt.getTime()) <= lastDay(slip, zone),
    answeredBy: slip.answeredBy,
    onBehalfChannel: slip.onBehalfChannel,
    read: slip.read,
    agrees: agreementOf(slip, zone.dateText(slip.occurredAt.getTime())),
    assessedBy: slip.assessedBy,
  }));
}

/** What a merchant needs to find the slip, what was answered, and what became of it: nothing of why it was picked. */
export const slipsForMerchant = ({ slips, facts: { zone } }: CaseReading) =>
  slips.map((slip) => slipView(slip, zone));

const slipView = (slip: Slip, zone: Zone) => ({
  id: slip.id,
  sale: {
    occurredAt: slip.occurredAt,
    amountFen: slip.amountFen,
    currency: slip.currency,
    cardLastFour: slip.cardLastFour,
    reference: slip.reference,
    traceNo: slip.traceNo,
    batchNo: slip.batchNo,
  },
  askedAt: slip.askedAt,
  keptUntil: dayText(lastDay(slip, zone)),
  state: slip.state,
  revision: slip.revision,
  fileId: slip.fileId,
  absenceReason: slip.absenceReason,
  stated: slip.stated,
  answeredAt: slip.answeredAt,
  assessment: slip.assessment,
  assessmentReason: slip.assessmentReason,
  assessedAt: slip.assessedAt,
});

const lastDay = ({ occurredAt }: Slip, zone: Zone): number =>
  lastDayKept(zone.dayOf(occurredAt.getTime()), SLIPS_KEPT_MONTHS);
