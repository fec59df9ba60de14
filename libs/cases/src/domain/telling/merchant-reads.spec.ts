import {
  IDS,
  actorAs,
  favourableFacts,
  favourablePayload,
  snapshotIn,
} from '../../../../../test/factories/case-facts';
import { slipFact } from '../../../../../test/factories/slip-facts';
import {
  decide,
  merchantReads,
  type ActionName,
  type CaseFacts,
  type CaseState,
  type Persona,
} from '../index';

const WORDS = 'as the merchant reads it';

function read(
  action: ActionName,
  state: CaseState,
  persona: Persona,
  payload: object,
  facts: Partial<CaseFacts>,
): readonly string[] {
  const known = favourableFacts(state, facts);
  const decision = decide(action, snapshotIn(state), known, {
    actor: actorAs(persona),
    personas: [persona],
    payload: { ...favourablePayload(action), ...payload },
  });
  return merchantReads(decision, known).map(({ text, field }) => `${field}: ${text}`);
}

const OBJECTED = { openObjection: { id: '00000000-0000-4000-8000-00000000cc01' } } as Partial<CaseFacts>;
const ANSWERED = { slips: [slipFact({ state: 'answered' })] };

it.each<[ActionName, CaseState, Persona, object, readonly string[], Partial<CaseFacts>]>([
  ['message', 'reviewing', 'agent', { text: WORDS }, [`text: ${WORDS}`], {}],
  ['request_evidence', 'reviewing', 'agent', { text: WORDS }, [`text: ${WORDS}`], {}],
  ['reject', 'reviewing', 'agent', { text: WORDS }, [`text: ${WORDS}`], {}],
  ['object', 'reviewing', 'agent', { text: 'theirs', onBehalfChannel: WORDS }, [`onBehalfChannel: ${WORDS}`], {}],
  ['dismiss', 'reported', 'agent', { text: 'ours', objectionReply: WORDS }, [`objectionReply: ${WORDS}`], OBJECTED],
  ['propose', 'reviewing', 'agent', { text: 'ours', objectionReply: WORDS }, [`objectionReply: ${WORDS}`], OBJECTED],
  ['assess_slips', 'reviewing', 'agent', { verdicts: [{ slipId: IDS.slip, revision: 0, verdict: 'reject', text: WORDS }] }, [`verdicts[0].text: ${WORDS}`], ANSWERED],
])('of %s in %s by the %s a merchant reads what is said to them, and it is looked at', (action, state, persona, payload, texts, facts) => {
  expect(read(action, state, persona, payload, facts)).toEqual(texts);
}); // prettier-ignore

it.each<[ActionName, CaseState, Persona, object]>([
  ['message', 'reviewing', 'merchant', { text: WORDS }],
  ['object', 'reviewing', 'merchant', { text: WORDS }],
  ['note', 'reviewing', 'agent', { text: WORDS }],
  ['waive', 'reviewing', 'supervisor', { text: WORDS }],
  ['propose', 'reviewing', 'agent', { text: WORDS }],
  ['hand_over', 'reviewing', 'agent', { text: WORDS }],
  ['extend_deadline', 'reviewing', 'supervisor', { text: WORDS }],
])('of %s in %s by the %s they read nothing of the desk’s, and it says what it likes', (action, state, persona, payload) => {
  expect(read(action, state, persona, payload, {})).toEqual([]);
}); // prettier-ignore
