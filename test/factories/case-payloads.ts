import type { ActionName } from '@thaw/cases/domain';
import { IDS, NOW } from './case-ids';

const DAY_MS = 86_400_000;

const finding = { findingId: IDS.finding, reason: 'seen' };
const measure = (change: 'lift' | 'keep') => [{ measureId: IDS.measure, change }];

const PAYLOADS: Partial<Record<ActionName, object>> = {
  open: { measures: [], channel: 'phone', text: '' },
  triage: { reasonCode: 'CASHOUT' },
  reclassify: { reasonCode: 'CARD_REPEAT', text: 'it is the cards' },
  dismiss: { as: 'duplicate', duplicateOf: 'FZ-20261123-0002', text: 'the same machine' },
  request_evidence: { items: [{ code: 'E02', required: true }], text: 'please' },
  submit_evidence: { absences: [], onBehalfChannel: 'phone' },
  recall_request: { text: 'by mistake' },
  propose: { outcome: 'T', measuresAfter: measure('keep'), reasons: [finding], text: 'because' },
  return: { text: 'see note' },
  withdraw_proposal: { text: 'typo' },
  approve: {},
  object: { text: 'no', onBehalfChannel: 'phone' },
  appeal: {
    answers: [{ findingId: IDS.finding, answer: 'a wedding' }],
    text: 'no',
    onBehalfChannel: 'paper',
  },
  uphold_appeal: { reasons: [finding], text: 'stands' },
  overturn: {
    extent: 'full',
    outcome: 'U',
    measuresAfter: measure('lift'),
    reasons: [finding],
    text: 'lifted',
  },
  give_up: { text: 'no parts' },
  attest: { step: 'documents_renewed', proofId: IDS.proof, onBehalfChannel: 'paper' },
  verify: { step: 'documents_renewed', passed: true },
  restore_failed: {},
  confirm_restore_manually: {},
  stop_restore: { text: 'not yet' },
  refreeze: { text: 'round amounts again' },
  keep_watching: { text: 'a wedding, as its contract shows' },
  impose_measure: {
    level: 'F5',
    scope: 'settlement',
    heldAmountFen: 100,
    heldGround: 'review',
    text: 'as found',
  },
  confirm_measure: { measureId: IDS.measure },
  ease_measure: { measureId: IDS.measure, change: 'lift', text: 'no longer needed' },
  measure_expired: { measureId: IDS.measure },
  retry_command: { commandId: IDS.command },
  confirm_command: { commandId: IDS.command },
  authority_hold: { fileId: IDS.order, text: 'as ordered' },
  authority_release: { holdId: IDS.hold, fileId: IDS.release, text: 'as released' },
  assign: { userId: IDS.other },
  put_back: { ownerId: IDS.other, queue: 'records_check', undoes: IDS.order },
  set_follow_up: { on: '2026-11-30', text: 'the lab answers then' },
  hand_over: { userId: IDS.other, text: 'the merchant calls on Mondays' },
  set_priority: { priority: 2, text: 'the press asks about it' },
  extend_deadline: {
    clock: 'decision',
    dueAt: new Date(NOW.getTime() + 4 * DAY_MS),
    text: 'the lab is late',
  },
  report_major_event: { text: 'many cards were copied' },
  confirm_termination_manually: { text: 'taken back by courier' },
  reconsider: { text: 'the bank has confirmed the account' },
  reopen: { text: 'the vendor found a second device' },
  answer_slips: {
    answers: [{ slipId: IDS.slip, revision: 0, fileId: IDS.file, document: 'original', signed: true }],
    onBehalfChannel: 'paper',
  },
  assess_slips: { verdicts: [{ slipId: IDS.slip, revision: 0, verdict: 'accept' }] },
  assess: { itemId: IDS.item },
  reject: { itemId: IDS.item, text: 'blurred' },
  waive: { itemId: IDS.item, text: 'the other papers will do' },
  record_delivery: {
    letterId: IDS.letter,
    channel: 'post',
    receivedOn: NOW.toISOString().slice(0, 10),
    text: 'signed for by the shop',
  },
  message: { text: 'hello' },
  note: { text: 'hm' },
  add_evidence: { itemId: IDS.item, fileId: 'f', mediaType: 'image/png' },
};

/** What an action is told when nothing is wrong with it. */
export const favourablePayload = (action: ActionName): object => PAYLOADS[action] ?? {};
