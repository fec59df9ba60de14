import { Zone } from '@thaw/kernel';
import { Calendars, beginRun } from '@thaw/sla/arithmetic';
import { measureTerms, type MeasureDraft } from '@thaw/registry/measures';
import {
  REFERENCE_VERSION,
  fingerprintOf,
  referenceOf,
  type ActionName,
  type CaseFacts,
  type CaseSnapshot,
  type CaseState,
  type CommandFact,
  type FindingFact,
  type MeasureFact,
  type Persona,
} from '@thaw/cases/domain';
import { MERCHANT_ID } from './case-actor';
import { IDS, NOW } from './case-ids';
import { INSTALLED } from './replacement-facts';
import { ROUTING_FACTS } from './routing-facts';
import { slipFact } from './slip-facts';

const DAY_MS = 86_400_000;
const SHANGHAI = new Zone('Asia/Shanghai');

export { IDS, NOW } from './case-ids';
export { actorAs } from './case-actor';
export { favourablePayload } from './case-payloads';

/** A case in this state, under a reason that allows every kind of outcome it needs. */
export const snapshotIn = (state: CaseState | 'none', over: Partial<CaseSnapshot> = {}): CaseSnapshot => ({
  id: '00000000-0000-4000-8000-000000000001',
  number: 'FZ-20261123-0001',
  version: state === 'none' ? 0 : 7,
  state: state === 'none' ? 'reported' : state,
  reference: referenceOf(REFERENCE_VERSION),
  reasonCode: state === 'none' || state === 'reported' ? null : 'CASHOUT',
  slaClass: state === 'none' || state === 'reported' ? null : 'P3',
  queue: state === 'none' || state === 'reported' ? null : 'trading_review',
  priority: 3,
  ownerId: IDS.agent,
  merchantId: MERCHANT_ID,
  terminalId: '00000000-0000-4000-8000-000000000003',
  outcome: state === 'monitoring' || state === 'closed' ? 'UR' : 'T',
  resolution: state === 'closed' ? 'restored_with_limits' : null,
  letterDeliveredAt: null,
  appealUntil: state === 'upheld' ? NOW : null,
  appealRounds: 0,
  ...over,
});

/** A measure in force; a draft names only what differs. */
export const measureFact = (
  id: string,
  draft: MeasureDraft,
  over: Partial<MeasureFact> = {},
): MeasureFact => ({
  id,
  ...measureTerms(draft),
  imposedBy: `user:${IDS.other}`,
  confirmBy: null,
  confirmedBy: null,
  reasonCode: 'CASHOUT',
  commandOpen: false,
  raisedFrom: null,
  ...over,
});

/** A command that somebody else has signed for, as it failed. */
export const commandFact = (over: Partial<CommandFact> = {}): CommandFact => ({
  id: IDS.command,
  kind: 'freeze',
  purpose: 'impose',
  state: 'failed',
  ofRestore: false,
  signedBy: IDS.other,
  ...over,
});

/** A hit of rule and key as one text, e.g. `R1a|x`. */
export const findingFact = (id: string, identity: string, over: Partial<FindingFact> = {}): FindingFact => ({
  id,
  rule: identity.split('|')[0] ?? '',
  identity,
  count: 3,
  sumFen: 300_000,
  measured: 3,
  weight: 1,
  ...over,
});

/** Facts under which every guard of every row holds. */
export function favourableFacts(state: CaseState | 'none', over: Partial<CaseFacts> = {}): CaseFacts {
  const findings = [findingFact(IDS.finding, 'R1a|x', { weight: 10 })];
  const base: Omit<CaseFacts, 'pendingProposal' | 'approvedProposal'> = {
    now: NOW,
    receivedAt: NOW,
    zone: SHANGHAI,
    calendars: new Calendars(0, SHANGHAI, []),
    measures: [measureFact(IDS.measure, { level: 'F4', scope: 'terminal' })],
    items: [
      {
        id: IDS.item,
        code: 'E01',
        supplier: 'merchant',
        required: true,
        released: false,
        state: 'rejected',
        files: 1,
        countedFiles: 1,
        filesInQuarantine: 0,
        filesSinceAsked: 1,
        absenceReason: null,
        slipsOpen: null,
        inOpenRequest: state === 'awaiting_merchant',
        askedBy: 'desk',
      },
    ],
    openRequest:
      state === 'awaiting_merchant'
        ? {
            id: 'r',
            requestedBy: IDS.agent,
            returnsTo: 'reviewing',
            dueAt: new Date(NOW.getTime() - 1),
            pausesClock: true,
          }
        : null,
    overdueRequest:
      state === 'reviewing' || state === 'appealing'
        ? {
            id: 'r',
            requestedBy: IDS.agent,
            returnsTo: state,
            dueAt: new Date(NOW.getTime() + 1),
            pausesClock: true,
          }
        : null,
    pausingRequests: 1,
    ...{ unsentMessageFiles: [], unsentNoteFiles: [], slips: [], slipFiles: [], slipsChangedAt: null },
    merchantWasHeard: true,
    scan: { id: 's', cutOffAt: new Date(NOW.getTime() - DAY_MS / 2), findings },
    openObjection: null,
    openAppeal:
      state === 'appealing'
        ? { id: 'a', round: 1, appealedState: 'upheld', appealedOutcome: 'T', findings, measureJoined: false }
        : null,
    commands: [commandFact()],
    restore: { total: 1, confirmed: 1, failed: 1 },
    watchUntil: new Date(NOW.getTime() - 1),
    clocks: [
      {
        kind: 'decision',
        run: beginRun({ kind: 'days', count: 3 }, new Date(NOW.getTime() - DAY_MS)),
        dueAt: new Date(NOW.getTime() + 2 * DAY_MS),
        paused: false,
        overdue: false,
      },
    ],
    sameMachine: [{ id: 'o', number: 'FZ-20261123-0002', state: 'investigating' }],
    boundByOthers: false,
    commandsUnderWay: 0,
    knownMeasures: [IDS.measure],
    terminalWord: { from: 'terminal_system', askedAt: NOW, measures: [] },
    remediation:
      state === 'remediating' || state === 'replacing'
        ? {
            outcome: state === 'replacing' ? 'RP' : 'RM',
            measuresAfter: [{ measureId: IDS.measure, change: 'lift' }],
          }
        : null,
    replacement: null,
    replacedTerminal: {
      merchantNo: '898310157220001',
      terminalNo: 'T0000001',
      site: { latE6: 31_230_416, lonE6: 121_473_701 },
    },
    steps: [],
    proofs: [{ id: IDS.proof, fromMerchant: true }],
    registry: {
      softwareIsCurrent: true,
      virusDatabaseIsCurrent: true,
      binding: { serialNo: 'PX-2', installationAddress: 'new', boundSince: true, itemsAgree: true },
      bindingBefore: { serialNo: 'PX-1', installationAddress: 'old' },
      mccCorrected: true,
    },
    deviceAtWork: true,
    otherOpenCase: false,
    proofFiles: [IDS.order],
    holds: [],
    authorityHold: false,
    ...ROUTING_FACTS,
    overdueUpkeep: [],
    otherCases: null,
    openMajorEvent: null,
    followUp: { dueAt: NOW },
    scanNeededSince: null,
    watch: {
      openHits: 0,
      upToDate: true,
      givenBack: [{ terms: measureTerms({ level: 'F4', scope: 'terminal' }), narrowedTo: null }],
    },
    lastAppeal: null,
    undelivered: [{ id: IDS.letter, template: 'decision_letter', madeAt: NOW, runsWindow: true }],
    // What the terminal system has to say it has said, and nothing is held.
    termination: { serialNo: 'SN-1', retired: true, held: [], statement: null },
    authorityItem: { id: 'i', files: [IDS.order, IDS.release] },
    involvement: {
      proposers: [IDS.other],
      approvers: [],
      appealDeciders: [],
      froze: [],
      held: [],
      actorSides: [],
    },
    ...over,
  };
  const proposal = {
    id: 'p',
    outcome: 'T',
    proposedBy: IDS.other,
    measuresAfter: [],
    answersObjection: null,
    objectionReply: null,
    findings,
  } as const;
  const fingerprint = fingerprintOf(base);
  return {
    ...base,
    pendingProposal: state === 'pending_approval' ? { ...proposal, fingerprint } : null,
    approvedProposal: { ...proposal, fingerprint },
    ...over,
  };
}

/** What the case is, where an action needs it so; what is taken back by itself was kept on an order. */
const ABOUT: Partial<Record<ActionName, Partial<CaseSnapshot>>> = { attest: { reasonCode: 'KYC_EXPIRED' }, verify: { reasonCode: 'KYC_EXPIRED' }, reconsider: { outcome: 'K' }, take: { ownerId: null } }; // prettier-ignore

/** Under a reason with a step for the merchant, where it is about steps; see {@link factsFor}. */
export const snapshotFor = (action: ActionName, state: CaseState | 'none'): CaseSnapshot =>
  snapshotIn(state, ABOUT[action]);

/**
 * Favourable to this persona at this action: where it asks for the own proposal, it is IDS.agent's own; a reviewer meets
 * the request of an appeal, everybody else one of the desk. Steps are those of one reason and outcome in every state, so
 * that one payload fits.
 */
export function factsFor(action: ActionName, state: CaseState | 'none', persona: Persona): CaseFacts {
  const facts = favourableFacts(state);
  const { openRequest, pendingProposal } = facts;
  return {
    ...facts,
    // It came in before the window ended, with which a termination lapses.
    receivedAt: action === 'appeal' ? new Date(NOW.getTime() - 1) : NOW,
    ...SPECIAL[action]?.(facts, persona),
    ...(action === 'attest' || action === 'verify' ? aboutSteps(facts, action) : {}),
    ...(action === 'recertified' ? { replacement: INSTALLED } : {}),
    openRequest: openRequest && {
      ...openRequest,
      returnsTo: persona === 'reviewer' ? 'appealing' : 'reviewing',
    },
    pendingProposal:
      action === 'withdraw_proposal' && pendingProposal
        ? { ...pendingProposal, proposedBy: IDS.agent }
        : pendingProposal,
  };
}

const HELD: Partial<CaseFacts> = {
  holds: [{ id: IDS.hold, placedBy: IDS.other, fileId: IDS.order }],
  authorityHold: true,
};

/** What an action is about, where that is not there for others, or in their way. */
const SPECIAL: Partial<Record<ActionName, (facts: CaseFacts, persona: Persona) => Partial<CaseFacts>>> = {
  confirm_measure: ({ now }) => ({
    measures: [
      measureFact(
        IDS.measure,
        { level: 'F4', scope: 'terminal' },
        { confirmBy: new Date(now.getTime() + 1) },
      ),
    ],
  }),
  measure_expired: ({ now }) => ({
    measures: [measureFact(IDS.measure, { level: 'F4', scope: 'terminal', expiresAt: now })],
  }),
  confirm_restore_manually: () => ({
    restore: { total: 1, confirmed: 0, failed: 1 },
    commands: [commandFact({ kind: 'lift', purpose: 'restore', ofRestore: true })],
  }),
  stop_restore: () => HELD,
  refreeze: ({ watch }) => ({ watch: { ...watch, openHits: 2 } }),
  keep_watching: ({ watch }) => ({ watch: { ...watch, openHits: 2 } }),
  authority_release: () => HELD,
  answer_slips: ({ now }) => ({
    receivedAt: new Date(now.getTime() - 2),
    slips: [slipFact()],
    slipFiles: [IDS.file],
  }),
  assess_slips: () => ({ slips: [slipFact({ state: 'answered' })] }),
  add_evidence: ({ items }, persona) =>
    persona === 'reviewer' ? { items: items.map((item) => ({ ...item, supplier: 'authority' })) } : {},
};

const aboutSteps = (
  { remediation, openAppeal }: CaseFacts,
  action: 'attest' | 'verify',
): Partial<CaseFacts> => ({
  // Under an appeal what was ordered goes on.
  remediation: remediation || openAppeal ? { measuresAfter: [], ...remediation, outcome: 'U' } : null,
  steps: action === 'attest' ? [] : [{ code: 'documents_renewed', state: 'attested', attestedBy: IDS.other }],
});
