import { behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';
import { noticeFor } from '../factories/freeze-case';
import { placeHold } from '../factories/held-case';
import { appealed, proposal, restricted, upToDecision, type Twin } from '../support/twin-steps';
import { Twins, frozenTwin } from '../support/twins';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

// For what hangs, not for what is slow: all that both merchants can read is compared at every stop of a case.
jest.setTimeout(600_000);

const DAY_MS = 86_400_000;
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

const frozen = (reasonCode: string, heldGround: string) => frozenTwin(desk, reasonCode, heldGround);

async function upheldOnce(twins: Twins): Promise<void> {
  const ofProposal = (twin: Twin) => proposal(twin, twin.outcome ?? 'T', 'keep');
  await twins.each(async (twin) => twin.driven.act(twin.cast.agent, 'propose', await ofProposal(twin)));
  await twins.alike('pending approval');
  await twins.each(({ cast, driven }) => driven.act(cast.supervisor, 'return', { text: 'say more' }));
  await twins.alike('returned');
  await twins.each(async (twin) => twin.driven.act(twin.cast.agent, 'propose', await ofProposal(twin)));
  await twins.each(({ cast, driven }) => driven.act(cast.supervisor, 'approve'));
  await twins.alike('upheld');
  await twins.each(appealed);
  await twins.alike('appealing');
  await twins.each(async ({ cast, driven }) =>
    driven.act(cast.reviewer, 'uphold_appeal', { text: 'it stands', reasons: await driven.reasons() }),
  );
  await twins.alike('upheld once');
}

/** A measure that the desk imposes beside the others, on an authority's ground and without. */
async function imposedAlike(twins: Twins): Promise<void> {
  const held = { level: 'F5', scope: 'settlement', heldAmountFen: 5_000, releaseAt: '2027-03-01T00:00:00Z', text: 'as found' };
  await twins.each(({ cast, driven, reasonCode }) =>
    driven.act(cast.agent, 'impose_measure', { ...held, heldGround: reasonCode === 'AML' ? 'authority' : 'review' }),
  );
  await twins.alike('a measure imposed');
  const other = await desk.person('agent');
  await twins.each(async ({ cast, driven }) => {
    const { measures } = await driven.seenBy(cast.agent);
    const { id } = (measures as { id: string; confirmBy: string | null }[]).find(({ confirmBy }) => confirmBy !== null)!;
    await driven.act(other, 'confirm_measure', { measureId: id });
    await waitFor('it is applied', async () =>
      ((await driven.seenBy(cast.agent)).measures as { id: string; appliedAt: string | null }[]).some((each) => each.id === id && each.appliedAt !== null),
    );
  });
  await twins.alike('a measure confirmed');
} // prettier-ignore

const heldWhereAml = (twins: Twins): Promise<void> =>
  twins.each(async ({ driven, reasonCode }) => {
    // Another than who decides the appeal.
    if (reasonCode === 'AML') await placeHold(driven, await desk.person('reviewer'));
  });

async function throughTermination(twins: Twins): Promise<void> {
  await upheldOnce(twins);
  await twins.each(appealed);
  await twins.each(async ({ cast, driven }) =>
    driven.act(await desk.person('reviewer'), 'uphold_appeal', { text: 'it stands', reasons: await driven.reasons(), cast }, 400),
  );
  await twins.each(async ({ driven }) => {
    await driven.act(await desk.person('reviewer'), 'uphold_appeal', { text: 'it stands', reasons: await driven.reasons() });
    await driven.becomes('closed');
  });
  await twins.alike('terminated');
  await twins.each(({ cast, driven }) => driven.act(cast.reviewer, 'report_major_event', { text: 'it is one' }));
  await twins.alike('a major event');
} // prettier-ignore

/** The letter read, its window passes; and the closed case is opened again. */
async function throughLapse(twins: Twins): Promise<void> {
  await twins.each(async (twin) => twin.driven.act(twin.cast.agent, 'propose', await proposal(twin, 'T', 'keep')));
  await twins.each(({ cast, driven }) => driven.act(cast.supervisor, 'approve'));
  await twins.alike('upheld');
  desk.clock.advance(20 * DAY_MS);
  await twins.each(({ driven }) => driven.becomes('closed'));
  await twins.alike('lapsed and terminated');
  await twins.each(({ cast, driven }) => driven.act(cast.supervisor, 'reopen', { text: 'a second device' }));
  await twins.alike('opened again');
} // prettier-ignore

it('CASHOUT and AML, to termination: the merchant cannot tell them apart, to the instant', async () => {
  const twins = new Twins(desk, [await frozen('CASHOUT', 'review'), await frozen('AML', 'authority')]);
  await upToDecision(twins, ['E01', 'E02', 'E05', 'E13'], ['E02', 'E05']);
  await throughTermination(twins);
  process.stdout.write(`CASHOUT and AML compared over ${twins.answers} answers\n`);
  expect(twins.answers).toBeGreaterThan(900);
});

it('CASHOUT and AML, whose window passes, and that are opened again: the merchant cannot tell them apart', async () => {
  const twins = new Twins(desk, [await frozen('CASHOUT', 'review'), await frozen('AML', 'authority')]);
  await upToDecision(twins, ['E01', 'E02', 'E05', 'E13'], ['E02', 'E05']);
  await throughLapse(twins);
});

it('CASHOUT to be terminated and AML kept on an authority’s order: alike as long as an appeal is open', async () => {
  const twins = new Twins(desk, [
    { ...(await frozen('CASHOUT', 'review')), outcome: 'T' },
    { ...(await frozen('AML', 'authority')), outcome: 'K' },
  ]);
  await upToDecision(twins, ['E01', 'E02', 'E05', 'E13'], ['E02', 'E05']);
  await imposedAlike(twins);
  await heldWhereAml(twins);
  await twins.alike('held');
  await upheldOnce(twins);
  await twins.each(appealed);
  await twins.alike('appealing again');
}, 180_000);

it('a restore stopped by a supervisor and one stopped by an authority’s hold: the merchant reads the same', async () => {
  const twins = new Twins(desk, [await frozen('CASHOUT', 'review'), await frozen('AML', 'authority')]);
  const codes = ['E01', 'E02', 'E03', 'E05', 'E07', 'E13'];
  await upToDecision(twins, codes, codes);
  await imposedAlike(twins);
  await twins.each(async (twin) => {
    desk.simulator.behave(twin.cast.shop.terminal.terminalNo, behaviour('stall'));
    await twin.driven.act(twin.cast.agent, 'propose', await proposal(twin, 'U', 'lift'));
    await twin.driven.act(twin.cast.supervisor, 'approve');
  });
  await twins.alike('restoring');
  await twins.each(async ({ cast, driven, reasonCode }) => {
    if (reasonCode === 'AML') await placeHold(driven, cast.reviewer);
    else await driven.act(cast.supervisor, 'stop_restore', { text: 'one more look' });
  });
  await twins.alike('stopped');
  await twins.each(({ cast, driven }) => driven.act(cast.merchant, 'message', { text: 'what now?' }));
  await twins.alike('asked');
});

it('CASHOUT and AML, to restriction, and less of it on appeal: what the desk puts right shows in nothing', async () => {
  const twins = new Twins(desk, [await frozen('CASHOUT', 'review'), await frozen('AML', 'authority')]);
  const machine = await desk.machine('notice:open');
  const off = [{ level: 'F3', scope: 'credit_cards' }];
  await twins.each(({ cast }) => machine.post('/v1/cases').send({ ...noticeFor(cast.shop), measures: off }).expect(200));
  const codes = ['E01', 'E02', 'E03', 'E05', 'E07', 'E13'];
  await upToDecision(twins, codes, codes);
  await twins.each(async (twin) =>
    twin.driven.act(twin.cast.agent, 'propose', { ...(await restricted(twin, 500_000)), objectionReply: 'your objection was weighed' }),
  );
  await twins.each(async ({ cast, driven }) => {
    await driven.act(cast.supervisor, 'approve');
    await driven.becomes('monitoring');
  });
  await twins.alike('restricted');
  await twins.each(appealed);
  await twins.alike('appealing');
  // Of one of them the steps are attested and verified anew.
  await twins.each(({ driven }) => driven.putRight());
  await twins.alike('put right under the appeal');
  await twins.each(async (twin) => {
    await twin.driven.act(twin.cast.reviewer, 'overturn', { extent: 'partial', ...(await restricted(twin, 900_000)) });
    await twin.driven.becomes('monitoring');
  });
  await twins.alike('restricted less');
}); // prettier-ignore
