import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { sweeps } from '../../apps/worker/src/sweep-list';
import { DrivenCase, castOf, png, type Cast } from '../factories/freeze-case';
import { authorityPaper, placeHold, releaseHold } from '../factories/held-case';
import { CommandRuns } from '../support/command-runs';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const DAY_MS = 86_400_000;
let desk: TestDesk;
let runs: CommandRuns;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  runs = new CommandRuns(desk, 250);
});
afterAll(() => desk.stop());

async function triaged(reasonCode = 'GAMBLING_FRAUD'): Promise<{ cast: Cast; driven: DrivenCase }> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode });
  await driven.act(cast.agent, 'take');
  return { cast, driven };
}

const proposing = async (driven: DrivenCase, outcome: string, change: 'lift' | 'keep') => ({
  outcome,
  measuresAfter: await driven.measures(change),
  reasons: await driven.reasons(),
  text: 'as it stands',
});

describe('an authority’s hold', () => {
  it('rests on a document of its own, which only a reviewer puts in', async () => {
    const { cast, driven } = await triaged('ROUND_PATTERN');
    const path = `/v1/cases/${driven.number}/authority-documents`;
    for (const person of [cast.agent, cast.merchant]) {
      await person.http.post(path).attach('file', png(), 'order.png').expect(403);
    }
    const fileId = await authorityPaper(driven, cast.reviewer);
    const placing = { fileId, text: 'as ordered' };
    expect(await driven.act(cast.agent, 'authority_hold', placing, 403)).toMatchObject({ code: 'ACTION_NOT_YOURS' });
    const other = await triaged('ROUND_PATTERN');
    await other.driven.act(other.cast.reviewer, 'authority_hold', placing, 400);
    const seen = await driven.act(cast.reviewer, 'authority_hold', placing);
    expect(seen.holds).toMatchObject([{ fileId, placedBy: cast.reviewer.id, releasedAt: null }]);
    expect(seen.evidence.items).toContainEqual(expect.objectContaining({ code: 'E17', state: 'accepted', required: false }));
    await cast.merchant.http.get(`/v1/cases/${driven.number}/evidence/files/${fileId}`).expect(404);
  }); // prettier-ignore

  it('is released by another reviewer on another document', async () => {
    const { cast, driven } = await triaged();
    const holdId = await placeHold(driven, cast.reviewer);
    const fileId = await authorityPaper(driven, cast.reviewer);
    const own = { holdId, fileId, text: 'as released' };
    expect(await driven.act(cast.reviewer, 'authority_release', own, 403)).toMatchObject({
      rule: 'authority_release.not_placer',
    });
    const second = await desk.person('reviewer');
    await releaseHold(driven, second, holdId);
    const { holds, state } = await driven.seenBy(second);
    expect([holds[0].releasedBy, state]).toEqual([second.id, 'investigating']);
  });

  it('lets nothing be given back while it stands, whoever asks', async () => {
    const { cast, driven } = await triaged('ROUND_PATTERN');
    await driven.scan();
    await driven.supplyEverything();
    const expiresAt = new Date(desk.clock.now().getTime() + DAY_MS).toISOString();
    await driven.act(cast.agent, 'impose_measure', { level: 'F1', scope: 'terminal', expiresAt, text: 'for a day' });
    await runs.untilSettled(driven.number);
    const holdId = await placeHold(driven, cast.reviewer);
    await driven.act(cast.agent, 'propose', await proposing(driven, 'U', 'lift'));
    expect(await driven.act(cast.supervisor, 'approve', {}, 409)).toMatchObject({ rule: 'approve.no_hold' });
    const [measure] = await driven.measures('lift');
    expect(await driven.act(cast.supervisor, 'ease_measure', { ...measure, text: 'x' }, 409)).toMatchObject({ rule: 'ease_measure.no_hold' });
    desk.clock.advance(4 * DAY_MS);
    const before = await runs.of(driven.number);
    const sweep = sweeps(desk.worker).find(({ name }) => name === 'ending measures');
    expect([await sweep?.run(), await sweep?.run()]).toEqual([0, 0]);
    expect(await runs.of(driven.number)).toEqual(before);
    await driven.act(cast.supervisor, 'return', { text: 'under a hold' });
    await releaseHold(driven, await desk.person('reviewer'), holdId);
    await waitFor('what had run out ends then', async () => (await driven.measures('lift')).length === 1);
  }); // prettier-ignore

  it('is held by the database too: no lift, no approval, no second signature by the same', async () => {
    const { cast, driven } = await triaged('ROUND_PATTERN');
    await driven.scan();
    await driven.supplyEverything();
    await driven.act(cast.agent, 'propose', await proposing(driven, 'U', 'lift'));
    await placeHold(driven, cast.reviewer);
    const serve = (sql: string) =>
      desk.api.get(Database).asActor(systemActor('setup'), (tx) => tx.query(sql, [driven.number]));
    const ofCase = `case_id = (SELECT id FROM freeze_case WHERE number = $1)`;
    const nothing = /nothing is given back/;
    await expect(
      serve(`INSERT INTO gateway_command (id, case_id, terminal_id, measure_id, kind, purpose, parameters, state, created_at, deadline_at)
             SELECT gen_random_uuid(), case_id, terminal_id, id, 'lift', 'restore', '{}', 'pending', now(), now() FROM measure WHERE ${ofCase}`),
    ).rejects.toThrow(nothing);
    await expect(
      serve(`UPDATE proposal SET state = 'approved', decided_by = '${cast.supervisor.id}' WHERE ${ofCase}`),
    ).rejects.toThrow(nothing);
    await expect(
      serve(`UPDATE authority_hold SET released_by = placed_by, released_at = now(), release_file_id = gen_random_uuid() WHERE ${ofCase}`),
    ).rejects.toThrow('authority_hold_second_person');
  }); // prettier-ignore

  it('opens a decision that stood on it when the last one is gone, and no sooner', async () => {
    const { cast, driven } = await triaged('GAMBLING_FRAUD');
    await driven.scan();
    await driven.supplyEverything();
    // Whoever places a hold decides no appeal of the case.
    const holder = await desk.person('reviewer');
    const [first, second] = [await placeHold(driven, holder), await placeHold(driven, holder)];
    await driven.act(cast.agent, 'propose', await proposing(driven, 'K', 'keep'));
    await driven.act(cast.supervisor, 'approve');
    const answers = (await driven.findings(cast.merchant)).map(({ id }) => ({
      findingId: id,
      answer: 'a fair',
    }));
    await driven.act(cast.merchant, 'appeal', { text: 'a fair', answers });
    await driven.act(cast.reviewer, 'uphold_appeal', { text: 'it stands', reasons: await driven.reasons() });
    expect((await driven.seenBy(cast.merchant)).appeal).toMatchObject({ roundsLeft: 1 });
    const other = await desk.person('reviewer');
    await releaseHold(driven, other, first);
    expect(await driven.state()).toBe('upheld');
    desk.clock.advance(1_000);
    await releaseHold(driven, other, second);
    const { state, clocks } = await driven.seenBy(cast.agent);
    expect(state).toBe('reviewing');
    expect(clocks).toContainEqual(expect.objectContaining({ kind: 'decision', stoppedAt: null }));
    // Of a decision made anew the rounds begin anew, and so does what the merchant is asked.
    expect(await driven.seenBy(cast.merchant)).toMatchObject({
      outcome: null,
      appeal: { until: null, roundsLeft: 2 },
    });
    await driven.scan();
    expect(await driven.act(cast.agent, 'propose', await proposing(driven, 'T', 'keep'), 409)).toMatchObject({
      rule: 'propose.merchant_heard',
    });
  });
});
