import {
  filesWanted,
  guidanceFor,
  referenceOf,
  requirementOf,
  standingOf,
  type FileRule,
  type ItemFact,
  type ItemStanding,
} from '../domain';
import type { EvidenceItem } from '../entities';
import type { CaseReading } from './staff-case.view';
import { uploadedFile } from './stored-file.view';

/** Every item of the case: what it is to the reason, what came, and whether it is satisfied and why. */
export function itemsForStaff(reading: CaseReading) {
  const { freezeCase } = reading;
  const reference = referenceOf(freezeCase.referenceVersion);
  return reading.items.flatMap((item) => {
    const fact = factOf(reading, item);
    const requirement = requirementOf(reference, freezeCase.reasonCode, item.code);
    // Needed for a reason that the case no longer has, and nobody asked for it or brought it.
    if (!requirement && item.state === 'needed') return [];
    return [
      {
        ...itemView(reading, item, fact),
        supplier: item.supplier,
        required: (item.required && !item.released) || requirement?.level === 'required',
        level: requirement?.level ?? null,
        standsInFor: requirement?.standsInFor ?? null,
        askedBy: fact.askedBy,
        assessmentReason: item.assessmentReason,
        assessedBy: item.assessedBy,
        assessedAt: item.assessedAt,
        files: filesOf(reading, item),
      },
    ];
  });
}

/** The merchant's own items that were asked for or handed in. Of others not even that they exist. */
export function itemsForMerchant(reading: CaseReading) {
  const { reasonCode, referenceVersion } = reading.freezeCase;
  const reference = referenceOf(referenceVersion);
  const known = reading.items
    .filter(({ supplier }) => supplier === 'merchant')
    .map((item) => ({ item, fact: factOf(reading, item) }))
    .filter(({ item, fact }) => item.state !== 'needed' && (fact.askedBy !== null || fact.files > 0));
  return known.map(({ item, fact }) => {
    const standsInFor = requirementOf(reference, reasonCode, item.code)?.standsInFor ?? null;
    return {
      ...itemView(reading, item, fact),
      // Of what nobody asked for, what the reason needs would tell the reason.
      required: fact.askedBy !== null && item.required,
      standsInFor: known.some(({ item: { code } }) => code === standsInFor) ? standsInFor : null,
      // Why a supervisor does without it is the desk's.
      assessmentReason: item.state === 'waived' ? null : item.assessmentReason,
      assessedAt: item.assessedAt,
      files: filesOf(reading, item),
    };
  });
}

const itemView = (reading: CaseReading, item: EvidenceItem, fact: ItemFact) => {
  const { reasonCode, referenceVersion } = reading.freezeCase;
  const reference = referenceOf(referenceVersion);
  return {
    id: item.id,
    code: item.code,
    title: reference.items[item.code].title,
    guidance: guidanceFor(reference, reasonCode, item.code),
    accepts: accepts(filesWanted(reference, reasonCode, item.code)),
    state: item.state,
    standing: shown(standingOf({ reference, reasonCode }, reading.facts.items, fact)),
    absenceReason: item.absenceReason,
  };
};

const accepts = ({ types, min, max }: FileRule) => ({ types, min, max });

const shown = ({ requested, supplied, assessment, satisfied, satisfiedBy, why, words }: ItemStanding) => ({
  requested,
  supplied,
  assessment,
  satisfied,
  satisfiedBy,
  why: { code: why, ...words },
});

function factOf({ facts }: CaseReading, { id }: EvidenceItem): ItemFact {
  const fact = facts.items.find((one) => one.id === id);
  if (!fact) throw new Error('every item of a case is among its facts');
  return fact;
}

const filesOf = ({ files }: CaseReading, item: EvidenceItem) =>
  files
    .filter(({ itemId }) => itemId === item.id)
    .map((file) => ({
      ...uploadedFile(file),
      rejected: file.rejected,
      onBehalfChannel: file.onBehalfChannel,
    }));
