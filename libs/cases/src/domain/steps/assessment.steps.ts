import { DomainError } from '@thaw/kernel';
import type { Payload } from '../actions';
import type { CaseFacts, CaseSnapshot, ItemFact } from '../facts';
import { needText } from '../payload-checks';
import { FILE_NAMES, filesWanted, type FileType } from '../reference';
import type { ApplyContext, Outcome } from '../transition';
import { SLIP_ITEM, isAnswered, unjudged } from '../slips';
import { needItem } from './case-items';

export function accept({ facts, payload }: ApplyContext<Payload<'assess'>>): Outcome {
  const item = needAssessable(facts, payload.itemId);
  if (item.filesInQuarantine > 0) {
    throw refused(
      'assess.scanned_first',
      `尚有 ${item.filesInQuarantine} 个文件在等待安全检查，请稍后再评定。`,
      `Files still to be scanned for malware: ${item.filesInQuarantine}. Accept it once they are.`,
    );
  }
  const open = item.code === SLIP_ITEM ? unjudged(facts.slips).length : 0;
  if (open > 0) {
    throw refused(
      'assess.slips_first',
      `请先逐笔评定签购单，尚有 ${open} 笔未评定。`,
      `Judge its slips one by one first: ${open} still open.`,
    );
  }
  return assessed(item, 'accepted', null, 'evidence_accepted');
}

/** Opens this item anew and no other: its files no longer count, and a further request may name just it. */
export function reject({ facts, payload }: ApplyContext<Payload<'reject'>>): Outcome {
  const item = needAssessable(facts, payload.itemId);
  if (item.code === SLIP_ITEM && facts.slips.some(isAnswered)) {
    throw refused(
      'reject.slip_by_slip',
      '本项由逐笔签购单答复组成，请对有问题的签购单逐笔退回，其余不受影响。',
      'This item is made of slips: reject those that are wrong one by one, and the others stand.',
    );
  }
  return assessed(item, 'rejected', needText(payload.text, 'text'), 'evidence_rejected');
}

/** A supervisor does without the item. The reason is the desk's: a merchant reads only that it is no longer needed. */
export function waive({ facts, payload }: ApplyContext<Payload<'waive'>>): Outcome {
  const item = needItem(facts, payload.itemId, 'itemId');
  if (item.askedBy === 'appeal') {
    throw refused(
      'waive.not_of_appeal',
      '申诉中索取的材料由申诉复核人评定，不能免除。',
      'What an appeal asked for is its reviewer’s to judge, and is not waived.',
    );
  }
  if (item.state === 'accepted' || item.state === 'waived') {
    throw refused('waive.open_item', '该材料已通过或已免除。', 'This item is accepted or waived already.');
  }
  const text = needText(payload.text, 'text');
  return assessed(item, 'waived', text, knownToMerchant(item) ? 'evidence_waived' : 'evidence_need_waived');
}

/** Of what was never asked for and never supplied, a merchant does not even know. */
const knownToMerchant = ({ supplier, askedBy, files }: ItemFact): boolean =>
  supplier === 'merchant' && (askedBy !== null || files > 0);

export function add({ snapshot, facts, payload, attempt }: ApplyContext<Payload<'add_evidence'>>): Outcome {
  const item = needItem(facts, payload.itemId, 'itemId');
  if (attempt.persona === 'merchant' && item.supplier !== 'merchant') throw new DomainError('NOT_FOUND');
  needRoom(snapshot, item);
  needTakenType(snapshot, item, payload.mediaType);
  return {
    // What is asked for now counts as supplied when it is submitted; anything else, at once.
    effects: item.inOpenRequest ? [] : [{ kind: 'supply_item', itemId: item.id }],
    event: {
      data: {
        code: item.code,
        itemId: item.id,
        fileId: payload.fileId,
        ...(payload.onBehalfChannel ? { onBehalfChannel: payload.onBehalfChannel } : {}),
      },
    },
  };
}

function needRoom({ reference, reasonCode }: CaseSnapshot, item: ItemFact): void {
  if (item.state === 'accepted' || item.state === 'waived') {
    throw refused(
      'add_evidence.open_item',
      '该材料已通过或已免除，不再接收文件。',
      'This item is settled and takes no more files.',
    );
  }
  const { max } = filesWanted(reference, reasonCode, item.code);
  if (max === null || item.countedFiles < max) return;
  throw refused(
    'add_evidence.count',
    `${item.code} 最多 ${max} 个文件，已满：请提交现有文件，如需更换请留言说明。`,
    `${item.code} takes at most ${max} files and has them: submit these, or message us to exchange one.`,
  );
}

/** @throws DomainError FILE_TYPE_REFUSED naming what the item takes. */
export function needTakenType(
  { reference, reasonCode }: CaseSnapshot,
  { code }: ItemFact,
  mediaType: string,
): void {
  const { types } = filesWanted(reference, reasonCode, code);
  if (types.includes(mediaType as FileType)) return;
  const names = types.map((type) => FILE_NAMES[type]);
  throw new DomainError('FILE_TYPE_REFUSED', {
    field: 'file',
    rule: 'add_evidence.type',
    detail: {
      zh: `${code} 仅接受 ${names.join('、')} 文件，请转换后重新上传。`,
      en: `${code} takes ${names.join(', ')} only: convert the file and upload it again.`,
    },
  });
}

function assessed(
  item: ItemFact,
  state: 'accepted' | 'rejected' | 'waived',
  reason: string | null,
  type: string,
): Outcome {
  return {
    effects: [{ kind: 'assess_item', itemId: item.id, state, reason }],
    event: {
      type,
      data: { code: item.code, itemId: item.id },
      ...(reason === null ? {} : { content: { text: reason } }),
    },
  };
}

function needAssessable(facts: CaseFacts, itemId: string): ItemFact {
  const item = needItem(facts, itemId, 'itemId');
  if (item.files > 0 || item.absenceReason !== null) return item;
  throw refused(
    'assess.something_supplied',
    '该材料尚未提供，无从评定。',
    'Nothing was supplied for this item yet.',
  );
}

const refused = (rule: string, zh: string, en: string): DomainError =>
  new DomainError('GUARD_REFUSED', { rule, field: 'itemId', detail: { zh, en } });
