import { randomUUID } from 'node:crypto';
import {
  ENDING,
  REASON_CODES,
  REFERENCE_VERSION,
  RESTORING,
  referenceOf,
  type ActionName,
} from '@thaw/cases/domain';
import { Zone } from '@thaw/kernel';
import type { Dice } from './dice';
import { INSTALLATION_VERIFIED, attestation, replacementStep } from './remedy-payloads';
import { TEXT, type Scene, type SeenCase, type SeenItem } from './scene';

const DAY_MS = 86_400_000;

const inForce = ({ seen }: Scene) => seen.measures.filter(({ liftedAt }) => liftedAt === null);

function measuresAfter(scene: Scene, outcome: string): object[] {
  const { dice } = scene;
  return inForce(scene).map(({ id: measureId, level }, at) => {
    if (outcome === 'UR' && at === 0)
      return level === 'F1' || dice.oneIn(4)
        ? { measureId, change: 'keep' }
        : { measureId, change: 'narrow', level: 'F1', scope: 'terminal', limitDailyFen: 500_000 };
    return { measureId, change: (RESTORING as readonly string[]).includes(outcome) ? 'lift' : 'keep' };
  });
}

/** A reason under which what is wished for can be decided. */
function reasonFor({ dice, wish: { outcomes } }: Scene): string {
  const { reasons: known } = referenceOf(REFERENCE_VERSION);
  const fit = REASON_CODES.filter((code) => known[code].outcomes.some((one) => outcomes?.includes(one)));
  return dice.pick(fit.length > 0 ? fit : REASON_CODES);
}

async function reasons(scene: Scene): Promise<object[]> {
  const weighing = (await scene.findings()).filter(({ weight }) => (weight ?? 0) > 0);
  return weighing.map(({ id: findingId }) => ({ findingId, reason: TEXT }));
}

async function decided(scene: Scene): Promise<object> {
  const { seen, dice, wish } = scene;
  const known = seen.reason?.outcomes ?? ['U'];
  const wanted = known.filter((one) => wish.outcomes?.includes(one));
  const outcome = dice.pick(wanted.length > 0 ? wanted : known);
  const objection = seen.objections.some(({ answered }) => !answered);
  return {
    outcome,
    measuresAfter: measuresAfter(scene, outcome),
    reasons: await reasons(scene),
    text: TEXT,
    ...(objection ? { objectionReply: TEXT } : {}),
  };
}

const wants = ({ files, state }: SeenItem): boolean =>
  files.length === 0 && state !== 'accepted' && state !== 'waived';

/** What an appeal that is granted in part may come to. */
const PARTLY = ['UR', 'RM', 'RP', 'RL'];

const isOpen = ({ state }: SeenItem): boolean => state !== 'accepted' && state !== 'waived';

/** What a merchant can be asked for whatever the reason. */
const ASKABLE = ['E02', 'E05', 'E07', 'E13', 'E15', 'E08', 'E10', 'E04', 'E03', 'E14', 'E16', 'E09', 'E19'];

type Builder = (scene: Scene) => object | null | Promise<object | null>;

/** A payload that can be right, from what the actor sees; null where there is nothing to act upon. */
const BUILDERS: { readonly [A in ActionName]?: Builder } = {
  triage: (scene) => ({ reasonCode: reasonFor(scene) }),
  reclassify: (scene) => ({ reasonCode: reasonFor(scene), text: TEXT }),
  dismiss: ({ dice, seen }) => ({
    as: dice.pick(['not_frozen', 'withdrawn']),
    ...(seen.objections.some(({ answered }) => !answered) ? { objectionReply: TEXT } : {}),
    text: TEXT,
  }),
  request_evidence: ({ seen, dice, wish }) => {
    const settled = seen.evidence.items.filter(({ state }) => state === 'accepted').map(({ code }) => code);
    const own = seen.evidence.items.filter(
      ({ supplier, code }) => supplier === 'merchant' && !settled.includes(code),
    );
    const open = own.filter(wants).length > 0 ? own.filter(wants) : own;
    const codes =
      open.length > 0
        ? open.map(({ code }) => code)
        : ASKABLE.filter((code) => !settled.includes(code)).slice(0, 1);
    if (codes.length === 0) return null;
    const some = dice.oneIn(3) ? [dice.pick(codes)] : codes;
    const slips = (wish.slips ?? dice.oneIn(2)) ? { slips: { sample: { size: 1 + dice.whole(2) } } } : {};
    return { ...slips, items: some.map((code) => ({ code, required: !dice.oneIn(4) })), text: TEXT };
  },
  submit_evidence: async ({ seen, role, dice, wish, asked }) => {
    const ids = await asked();
    const lacking = seen.evidence.items.filter(
      (item) => ids.includes(item.id) && (wants(item) || (wish.surely === true && isOpen(item))),
    );
    return {
      absences: lacking.map(({ id }) => ({ itemId: id, reason: TEXT })),
      ...(wish.surely !== true && dice.oneIn(8) ? { partial: true } : {}),
      ...(role === 'merchant' ? {} : { onBehalfChannel: 'phone' }),
    };
  },
  recall_request: () => ({ text: TEXT }),
  propose: decided,
  return: () => ({ text: TEXT }),
  withdraw_proposal: () => ({ text: TEXT }),
  object: ({ role }) => ({ text: TEXT, ...(role === 'merchant' ? {} : { onBehalfChannel: 'phone' }) }),
  appeal: async (scene) => ({
    // A merchant reads those that weigh; staff read all.
    answers: (await scene.findings())
      .filter(({ weight }) => scene.role === 'merchant' || (weight ?? 0) > 0)
      .map(({ id: findingId }) => ({ findingId, answer: TEXT })),
    text: TEXT,
    ...(scene.role === 'merchant' ? {} : { onBehalfChannel: 'paper' }),
  }),
  uphold_appeal: async (scene) => ({ reasons: await reasons(scene), text: TEXT }),
  overturn: async (scene) => {
    const partly = (scene.seen.reason?.outcomes ?? []).filter((one) => PARTLY.includes(one));
    const extent = partly.length > 0 && scene.dice.oneIn(2) ? 'partial' : 'full';
    const outcome = extent === 'partial' ? scene.dice.pick(partly) : 'U';
    return {
      extent,
      outcome,
      measuresAfter: measuresAfter(scene, outcome),
      reasons: await reasons(scene),
      text: TEXT,
    };
  },
  give_up: () => ({ text: TEXT }),
  confirm_restore_manually: () => ({ channel: 'visit', text: TEXT }),
  stop_restore: () => ({ text: TEXT }),
  reconsider: () => ({ text: TEXT }),
  reopen: () => ({ text: TEXT }),
  impose_measure: ({ dice, now }) => ({
    ...dice.pick<object>([
      { level: 'F1', scope: 'terminal', limitDailyFen: 100_000 },
      {
        level: 'F2',
        scope: 'settlement',
        heldAmountFen: 10_000,
        heldGround: 'review',
        releaseAt: new Date(now.getTime() + 20 * DAY_MS),
      },
      { level: 'F3', scope: 'credit_cards' },
      { level: 'F4', scope: 'terminal', expiresAt: new Date(now.getTime() + 2 * DAY_MS) },
    ]),
    text: TEXT,
  }),
  confirm_measure: (scene) => {
    const waiting = inForce(scene).filter(({ confirmedBy }) => confirmedBy === null);
    return waiting.length > 0 ? { measureId: scene.dice.pick(waiting).id } : null;
  },
  ease_measure: (scene) => {
    if (inForce(scene).length === 0) return null;
    const { id: measureId, heldAmountFen } = scene.dice.pick(inForce(scene));
    const change = heldAmountFen !== null && scene.dice.oneIn(2) ? 'release' : 'lift';
    return { measureId, change, text: TEXT };
  },
  retry_command: ({ seen, dice }) => {
    const failed = seen.commands.filter(({ state, purpose }) => state === 'failed' && purpose !== 'restore');
    return failed.length > 0 ? { commandId: dice.pick(failed).id } : null;
  },
  confirm_command: ({ seen, dice }) => {
    const open = seen.commands.filter(({ state, purpose }) => state !== 'confirmed' && purpose !== 'restore');
    return open.length > 0 ? { commandId: dice.pick(open).id, channel: 'phone', text: TEXT } : null;
  },
  authority_hold: async ({ file }) => ({ fileId: await file('authority'), text: TEXT }),
  authority_release: async ({ seen, dice, file }) => {
    const standing = seen.holds.filter(({ releasedAt }) => releasedAt === null);
    if (standing.length === 0) return null;
    return { holdId: dice.pick(standing).id, fileId: await file('authority'), text: TEXT };
  },
  assign: ({ colleagues, dice, wish }) => ({ userId: wish.toNobody ? null : dice.pick(colleagues) }),
  hand_over: ({ colleagues, dice }) => ({ userId: dice.pick(colleagues), text: TEXT }),
  extend_deadline: ({ seen, dice }) => {
    const running = seen.clocks.filter(({ stoppedAt, dueAt }) => stoppedAt === null && dueAt !== null);
    if (running.length === 0) return null;
    const { kind, dueAt } = dice.pick(running);
    return { clock: kind, dueAt: new Date(Date.parse(dueAt ?? '') + DAY_MS), text: TEXT };
  },
  set_priority: ({ dice }) => ({ priority: dice.pick([1, 2, 3, 4]), text: TEXT }),
  set_follow_up: ({ dice }) => ({ workingDays: dice.pick([1, 3, 5]) }),
  report_major_event: ({ seen }) => ({
    text: TEXT,
    ...(seen.majorEvents?.some(({ receiptNo }) => receiptNo === null) ? { receiptNo: 'RCPT-1' } : {}),
  }),
  confirm_termination_manually: ({ seen, dice }) => {
    const statement = seen.termination?.statement;
    if (statement && !dice.oneIn(6)) return { statementId: statement.id };
    return {
      deviceRecovered: true,
      batchSettled: true,
      listingReference: 'L-1',
      listedOn: '2026-11-20',
      text: TEXT,
    };
  },
  assess: ({ seen, dice }) => itemOf(seen, dice),
  reject: ({ seen, dice }) => withText(itemOf(seen, dice)),
  waive: ({ seen, dice }) => {
    const open = seen.evidence.items.filter(({ state }) => state !== 'accepted' && state !== 'waived');
    return open.length > 0 ? { itemId: dice.pick(open).id, text: TEXT } : null;
  },
  attest: async (scene) => (await replacementStep(scene)) ?? attestation(scene),
  verify: ({ seen, dice, wish }) => {
    const { steps = [], replacement } = seen.remediation ?? {};
    const passed = wish.surely === true || !dice.oneIn(5);
    const attested = steps.filter(({ state }) => state === 'attested');
    if (replacement?.next === INSTALLATION_VERIFIED && (attested.length === 0 || dice.oneIn(2)))
      return { step: 'installation_verified', passed, text: TEXT };
    return attested.length > 0 ? { step: dice.pick(attested).code, passed, text: TEXT } : null;
  },
  answer_slips: ({ seen, role }) => {
    const open = (seen.evidence.slips ?? []).filter(({ state }) => state === 'asked' || state === 'rejected');
    if (open.length === 0) return null;
    return {
      answers: open.map(({ id, revision }) => ({ slipId: id, revision, absenceReason: TEXT })),
      ...(role === 'merchant' ? {} : { onBehalfChannel: 'phone' }),
    };
  },
  assess_slips: ({ seen, dice }) => {
    const answered = (seen.evidence.slips ?? []).filter(
      ({ assessment, answeredAt }) => answeredAt && !assessment,
    );
    if (answered.length === 0) return null;
    return {
      verdicts: answered.map(({ id, revision }) => ({
        slipId: id,
        revision,
        ...(dice.oneIn(3) ? { verdict: 'reject', text: TEXT } : { verdict: 'accept' }),
      })),
    };
  },
  refreeze: ({ dice }) => ({
    ...(dice.oneIn(2) ? { measures: [{ level: 'F4', scope: 'terminal' }] } : {}),
    text: TEXT,
  }),
  keep_watching: () => ({ text: TEXT }),
  record_delivery: ({ seen, dice, now }) => {
    const letters = seen.undeliveredLetters ?? [];
    if (letters.length === 0) return null;
    const receivedOn = new Zone('Asia/Shanghai').dateText(now.getTime());
    return { letterId: dice.pick(letters).id, channel: dice.pick(['post', 'phone']), receivedOn, text: TEXT };
  },
  message: () => ({ text: TEXT }),
  note: () => ({ text: TEXT }),
};

const itemOf = (seen: SeenCase, dice: Dice): { itemId: string } | null => {
  const judged = seen.evidence.items.filter(
    ({ files, state }) => files.length > 0 || state === 'supplied' || state === 'absent',
  );
  return judged.length > 0 ? { itemId: dice.pick(judged).id } : null;
};
const withText = (payload: object | null): object | null => payload && { ...payload, text: TEXT };

export async function payloadFor(action: ActionName, scene: Scene): Promise<object | null> {
  const build = BUILDERS[action];
  return build ? build(scene) : {};
}

/** Ids of nothing, outcomes of another reason, what belongs to another action: anything a wrong client would send. */
export function wildPayload(dice: Dice): object {
  return dice.pick<() => object>([
    () => ({}),
    () => ({ text: TEXT }),
    () => ({ itemId: randomUUID(), text: TEXT }),
    () => ({ measureId: randomUUID(), change: 'lift', text: TEXT }),
    () => ({
      outcome: dice.pick([...ENDING, ...RESTORING]),
      measuresAfter: [],
      reasons: [],
      text: TEXT,
      extent: 'full',
    }),
    () => ({ step: 'none_such', passed: true }),
    () => ({ userId: randomUUID(), text: TEXT }),
    () => ({ commandId: randomUUID(), channel: 'phone', text: TEXT }),
  ])();
}
