import { DomainError } from '@thaw/kernel';
import type { Payload } from '../actions';
import type { CaseFacts, CaseSnapshot, HoldFact } from '../facts';
import { anotherIsOpen, notPlacer, userOf } from '../guards';
import { needText } from '../payload-checks';
import { refuse } from '../refusal';
import type { CaseState } from '../states';
import type { ApplyContext, Outcome } from '../transition';
import { needTakenType } from './assessment.steps';
import { needItem } from './case-items';
import { lookAgain } from './ending.steps';

/** What gives anything back is stopped with it; a restore stops by an action of its own in the same transaction. */
export function place({ facts, payload }: ApplyContext<Payload<'authority_hold'>>): Outcome {
  const itemId = needDocument(facts, payload.fileId);
  if (facts.holds.some(({ fileId }) => fileId === payload.fileId)) throw placedAlready;
  return {
    effects: [
      { kind: 'place_hold', fileId: payload.fileId, itemId },
      { kind: 'stop_easing' },
      { kind: 'task_for_owner', task: 'authority_hold_placed' },
    ],
    event: {
      type: 'authority_hold_placed',
      data: { fileId: payload.fileId },
      content: { text: needText(payload.text, 'text') },
    },
  };
}

export function release({
  snapshot,
  facts,
  attempt,
  payload,
}: ApplyContext<Payload<'authority_release'>>): Outcome {
  const hold = needHold(facts, payload.holdId);
  if (hold.placedBy === userOf(attempt)) throw refuse(notPlacer);
  needDocument(facts, payload.fileId);
  if (facts.holds.some(({ fileId }) => fileId === payload.fileId)) {
    throw invalid(
      'fileId',
      '请提交有权机关的解除文书，而非冻结文书。',
      "Give the authority's release, not a document that a hold rests on.",
    );
  }
  const to = stateAfter(snapshot, facts);
  if (to === 'investigating' && facts.otherOpenCase) throw refuse(anotherIsOpen);
  return {
    to,
    changes: to === snapshot.state ? {} : { beginsAnew: true },
    effects: [
      { kind: 'release_hold', holdId: hold.id, fileId: payload.fileId },
      ...(to === snapshot.state ? [] : lookAgain(snapshot, facts)),
      { kind: 'task_for_owner', task: 'authority_hold_released' },
    ],
    event: {
      type: 'authority_hold_released',
      data: { holdId: hold.id, fileId: payload.fileId },
      content: { text: needText(payload.text, 'text') },
    },
  };
}

/** A decision that stood on the authority's order alone is made anew once its last hold is gone. */
function stateAfter({ state, outcome }: CaseSnapshot, { holds }: CaseFacts): CaseState {
  if (outcome !== 'K' || holds.length > 1) return state;
  if (state === 'upheld') return 'reviewing';
  return state === 'closed' ? 'investigating' : state;
}

function needHold({ holds }: CaseFacts, holdId: string): HoldFact {
  const hold = holds.find(({ id }) => id === holdId);
  if (hold) return hold;
  throw invalid('holdId', '不是本案件未解除的冻结要求。', 'Not a hold that stands on this case.');
}

/** An order or its release: it is there for a hold, and what was thought of an earlier one says nothing of it. */
export function addDocument({ snapshot, facts, payload }: ApplyContext<Payload<'add_evidence'>>): Outcome {
  const item = needItem(facts, payload.itemId, 'itemId');
  needTakenType(snapshot, item, payload.mediaType);
  return {
    event: {
      type: 'authority_document_added',
      data: { code: item.code, itemId: item.id, fileId: payload.fileId },
    },
  };
}

/** @returns the item that the document lies under. */
function needDocument({ authorityItem }: CaseFacts, fileId: string): string {
  if (authorityItem?.files.includes(fileId)) return authorityItem.id;
  throw invalid(
    'fileId',
    '请先提交有权机关的文书（E17），再以其编号登记。',
    "Put in the authority's document (E17) first, and name it by its id.",
  );
}

const invalid = (field: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail: { zh, en } });

const placedAlready = invalid(
  'fileId',
  '该文书已登记为冻结要求；如有另一份文书，请先提交。',
  'A hold rests on this document already: another order has a document of its own.',
);
