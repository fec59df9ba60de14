import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { DrivenCase, castOf, noticeFor, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

async function reviewed(): Promise<{ cast: Cast; driven: DrivenCase }> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.scan();
  await driven.supplyEverything();
  return { cast, driven };
}

const serve = (sql: string, values: unknown[]): Promise<unknown> =>
  desk.api.get(Database).asActor(systemActor('setup'), (tx) => tx.query(sql, values));

describe('for a merchant who phones or posts papers', () => {
  it('staff object, marked with the way it came, and whoever did so does not approve the answer', async () => {
    const { cast, driven } = await reviewed();
    const other = await desk.person('supervisor');
    expect(await driven.act(other, 'object', { text: 'we only sell coffee' }, 400)).toMatchObject({ field: 'onBehalfChannel' });
    const seen = await driven.act(other, 'object', { text: 'we only sell coffee', onBehalfChannel: 'phone' });
    expect(seen.objections).toMatchObject([{ objectedBy: `user:${other.id}`, onBehalfChannel: 'phone', answered: false }]);
    expect(seen.clocks).toContainEqual(expect.objectContaining({ kind: 'objection_reply', stoppedAt: null }));
    const mine = await driven.seenBy(cast.merchant);
    expect(mine.objections).toMatchObject([{ onBehalfChannel: 'phone', answered: false }]);
    expect(JSON.stringify(mine)).not.toContain(other.id);
    const { body } = await cast.merchant.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
    expect((body.items as object[]).at(-1)).toMatchObject({ type: 'objected', byYou: false });
    await driven.act(cast.agent, 'propose', {
      outcome: 'T',
      measuresAfter: await driven.measures('keep'),
      reasons: await driven.reasons(),
      text: 'as the findings say',
      objectionReply: 'coffee at midnight',
    });
    expect(await driven.act(other, 'approve', {}, 403)).toMatchObject({ rule: 'approve.not_objector' });
    await expect(
      serve(
        `UPDATE proposal SET state = 'approved', decided_by = $2 WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
        [driven.number, other.id],
      ),
    ).rejects.toThrow(/filed an objection/);
    await driven.act(cast.supervisor, 'approve');
    expect((await driven.seenBy(cast.merchant)).objections).toMatchObject([{ reply: 'coffee at midnight' }]);
  }); // prettier-ignore

  it('whoever objected does not dismiss the case with the answer', async () => {
    const cast = await castOf(desk);
    const { body } = await cast.merchant.http.post('/v1/cases').send({ terminal: noticeFor(cast.shop).terminal, text: 'no sale goes through' });
    const driven = DrivenCase.of(desk, cast, body.number as string);
    await driven.act(cast.agent, 'object', { text: 'nothing is wrong here', onBehalfChannel: 'phone' });
    const answer = { as: 'not_frozen', text: 'the line was down', objectionReply: 'it was the line' };
    expect(await driven.act(cast.agent, 'dismiss', answer, 403)).toMatchObject({ code: 'SEPARATION_OF_DUTIES', rule: 'dismiss.not_objector' });
    const reply = (by: Person): Promise<unknown> =>
      desk.api.get(Database).asActor({ kind: 'user', userId: by.id, roles: ['agent'], displayName: '', merchantId: null }, (tx) =>
        tx.query(`UPDATE objection SET dismissal_reply = 'no' WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1)`, [driven.number]));
    await expect(reply(cast.agent)).rejects.toThrow('does not answer it');
    await driven.act(await desk.person('agent'), 'dismiss', answer);
    expect((await driven.seenBy(cast.merchant)).objections).toMatchObject([{ answered: true, reply: 'it was the line' }]);
  }); // prettier-ignore

  it('an agent appeals, and no role that they gain lets them decide it', async () => {
    const { cast, driven } = await reviewed();
    await driven.propose('T', 'keep');
    await driven.act(cast.supervisor, 'approve');
    const answers = (await driven.reasons()).map(({ findingId }) => ({ findingId, answer: 'a fair' }));
    const filer = await desk.person('agent');
    const said = { text: 'it was a fair', answers };
    expect(await driven.act(filer, 'appeal', said, 400)).toMatchObject({ field: 'onBehalfChannel' });
    const seen = await driven.act(filer, 'appeal', { ...said, onBehalfChannel: 'paper' });
    expect(seen).toMatchObject({ state: 'appealing', appeals: [{ openedBy: `user:${filer.id}`, onBehalfChannel: 'paper' }] });
    expect((await driven.seenBy(cast.merchant)).appeal.rounds).toMatchObject([{ round: 1, onBehalfChannel: 'paper' }]);
    await expect(
      serve(
        `UPDATE appeal SET decision = 'upheld', decided_by = $2, decided_at = now()
         WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
        [driven.number, filer.id],
      ),
    ).rejects.toThrow('appeal_decided_by_another');
    await driven.act(cast.reviewer, 'uphold_appeal', { text: 'it stands', reasons: await driven.reasons() });
    // Of a merchant’s own word nothing is marked, whatever is sent along.
    const own = { text: 'again', answers, onBehalfChannel: 'phone' };
    desk.clock.advance(1_000);
    await driven.act(cast.merchant, 'appeal', own);
    expect((await driven.seenBy(cast.agent)).appeals[1]).toMatchObject({ onBehalfChannel: null });
  }); // prettier-ignore
});
