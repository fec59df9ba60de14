import { DrivenCase, castOf, noticeFor } from '../factories/freeze-case';
import { typesOf } from '../support/asked-merchant';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';
import { judged, scansOf, sell, tasksOf, watchOf, type Watched } from '../support/watched-case';

jest.setTimeout(180_000);

const DAY_MS = 86_400_000;
let proposing: TestDesk;
let performing: TestDesk;
beforeAll(async () => {
  proposing = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  performing = await TestDesk.start({ THAW_LOG_LEVEL: 'warn', THAW_WATCH_ON_HIT: 'perform' });
});
afterAll(async () => {
  await proposing.stop();
  await performing.stop();
});

/** Given back within a limit, watched, and appealed against; then a sale over what the rules let pass. */
async function appealedAndHit(desk: TestDesk): Promise<Watched> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  const of = { desk, cast, driven };
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await driven.putRight();
  const [{ measureId } = { measureId: '' }] = await driven.measures('keep');
  const limited = [{ measureId, change: 'narrow', level: 'F1', limitDailyFen: 500_000 }];
  const given = {
    outcome: 'UR',
    measuresAfter: limited,
    reasons: await driven.reasons(),
    text: 'within a limit',
  };
  await driven.act(cast.agent, 'propose', given);
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
  await judged(of);
  const answers = (await driven.findings(cast.merchant)).map(({ id }) => ({
    findingId: id,
    answer: 'a fair',
  }));
  await driven.act(cast.merchant, 'appeal', { text: 'no limit at all', answers });
  await sell(of, 60_000);
  await waitFor('the hit', async () => ((await watchOf(of))?.openHits ?? 0) > 0);
  return of;
}

const uphold = async ({ cast, driven }: Watched): Promise<unknown> =>
  driven.act(cast.reviewer, 'uphold_appeal', { text: 'the limit stands', reasons: await driven.reasons() });

it('goes on watching while the restriction is appealed against: hits are kept and shown, and nothing is taken back meanwhile', async () => {
  const of = await appealedAndHit(performing);
  const { cast, driven } = of;
  expect(await driven.state()).toBe('appealing');
  expect((await driven.seenBy(cast.reviewer)).watch).toMatchObject({ openHits: expect.any(Number), nextStep: null });
  expect(await tasksOf(of)).toContain('watch_hits_in_appeal');
  // The scan of the day too, also while the merchant is asked for more.
  await driven.act(cast.reviewer, 'request_evidence', { items: [{ code: 'E05', required: true }], text: 'please' });
  const days = (await scansOf(of)).length;
  performing.clock.advance(DAY_MS);
  await waitFor('the scan of the next day', async () => {
    const scans = await scansOf(of);
    return scans.length > days && scans.every(({ done_at: doneAt }) => doneAt !== null);
  });
  await driven.act(cast.reviewer, 'recall_request', { text: 'enough' });
  expect(await driven.state()).toBe('appealing');
  // Of what the desk watches the merchant reads nothing.
  expect(JSON.stringify(await driven.seenBy(cast.merchant))).not.toContain('watch');
  await performing.untilIdle();
  await uphold(of);
  await driven.becomes('investigating');
  const types = await typesOf(performing, driven.number);
  expect(types.indexOf('refrozen')).toBeGreaterThan(types.indexOf('appeal_upheld'));
}); // prettier-ignore

it('leaves what was found meanwhile to be answered, where the desk only proposes', async () => {
  const of = await appealedAndHit(proposing);
  await proposing.untilIdle();
  await uphold(of);
  await proposing.untilIdle();
  expect(await of.driven.state()).toBe('monitoring');
  expect(await watchOf(of)).toMatchObject({ nextStep: { action: 'refreeze' } });
  expect(await tasksOf(of)).toContain('watch_hits_open');
  await of.driven.act(of.cast.agent, 'keep_watching', { text: 'a wedding' });
  expect(await watchOf(of)).toMatchObject({ openHits: 0 });
});

it('does not give more back on an appeal that is granted past a hit: it is decided anew', async () => {
  const of = await appealedAndHit(proposing);
  const { cast, driven } = of;
  await proposing.untilIdle();
  await driven.act(cast.reviewer, 'overturn', {
    extent: 'full',
    outcome: 'U',
    measuresAfter: await driven.measures('lift'),
    reasons: await driven.reasons(),
    text: 'no limit',
  });
  expect(await driven.state()).toBe('reviewing');
  const types = await typesOf(proposing, driven.number);
  expect(types.slice(-2)).toEqual(['appeal_overturned', 'restore_stopped']);
  expect(await driven.measures('lift')).toHaveLength(1);
});

it('is frozen again where a notice came under the appeal: no decision left its measure', async () => {
  const of = await appealedAndHit(proposing);
  const { cast, driven } = of;
  await proposing.untilIdle();
  const machine = await proposing.machine('notice:open');
  await machine.post('/v1/cases').send(noticeFor(cast.shop)).expect(200);
  expect(await driven.state()).toBe('appealing');
  await uphold(of);
  expect(await driven.state()).toBe('investigating');
  // Of the decision that was appealed against nothing stands: its letter neither offers an appeal nor begins a window for one.
  const { undeliveredLetters } = await driven.seenBy(cast.agent);
  const sent = undeliveredLetters as { id: string; template: string; runsWindow: boolean }[];
  expect(sent.filter(({ runsWindow }) => runsWindow)).toEqual([]);
  expect(sent.map(({ template }) => template)).toContain('reopened');
  const { id } = sent.findLast(({ template }) => template === 'appeal_letter')!;
  const { body: letter } = await cast.merchant.http.post(`/v1/notifications/${id}/open`).expect(200);
  expect(letter.content.body.en).toContain('The decision stands.');
  expect(letter.content.body.en).not.toMatch(/you may appeal|given back/);
  expect((await driven.seenBy(cast.merchant)).appeal.until).toBeNull();
  expect(await proposing.database.query('SELECT FROM awaited_letter WHERE letter_id = $1', [id])).toEqual([]);
  expect(await driven.measures('keep')).toHaveLength(2);
  expect(await watchOf(of)).toBeFalsy();
  expect((await driven.seenBy(cast.agent)).clocks).toContainEqual(
    expect.objectContaining({ kind: 'decision', stoppedAt: null }),
  );
});
