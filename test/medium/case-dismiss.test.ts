import { Database } from '@thaw/platform';
import { RegistryService, TerminalGateway } from '@thaw/registry';
import { systemActor } from '@thaw/kernel';
import { behaviour, type Mode } from '../../apps/cli/src/gateway-simulator/behaviour';
import { DrivenCase, castOf, noticeFor, type Cast } from '../factories/freeze-case';
import { newBinding, newDevice, newTerminal, type Shop } from '../factories/registry';
import { eventsOf } from '../support/asked-merchant';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

const word = { name: 'Ms Li of the terminal desk', channel: 'phone', at: '2026-11-23T08:00:00Z' };

/** A case that the merchant reported: nothing is in force. */
async function reported(cast: Cast, shop: Shop = cast.shop): Promise<DrivenCase> {
  const { terminal } = noticeFor(shop);
  const { body } = await cast.merchant.http
    .post('/v1/cases')
    .send({ terminal, text: 'no sale goes through' });
  return DrivenCase.of(desk, cast, body.number as string);
}

/** Another terminal of the merchant, to which the machine of the first goes; the first gets a new one. */
async function renumbered({ shop }: Cast): Promise<Shop> {
  const registry = desk.api.get(RegistryService);
  return desk.api.get(Database).asActor(systemActor('setup'), async (tx) => {
    const terminal = await registry.registerTerminal(tx, newTerminal(shop.merchant.id));
    await registry.unbind(tx, shop.terminal.id);
    const binding = await registry.bind(tx, terminal.id, newBinding(shop.device.serialNo));
    const device = await registry.registerDevice(tx, newDevice());
    await registry.bind(tx, shop.terminal.id, newBinding(device.serialNo));
    return { ...shop, terminal, binding };
  });
}

it('closes what was no freeze, and the terminal is free for another case', async () => {
  const cast = await castOf(desk);
  const driven = await reported(cast);
  await driven.act(cast.agent, 'dismiss', { as: 'not_frozen', text: 'the line was down' });
  expect(await driven.seenBy(cast.agent)).toMatchObject({ state: 'closed', resolution: 'not_frozen' });
  expect(await driven.seenBy(cast.merchant)).toMatchObject({ status: 'closed' });
  const { body } = await cast.merchant.http.get('/v1/notifications').expect(200);
  expect((body.items as { template: string }[]).map(({ template }) => template)).toContain('closed');
  const again = await reported(cast);
  expect(again.number).not.toBe(driven.number);
});

it('refuses while a measure is in force, its own or of another case', async () => {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  for (const as of ['not_frozen', 'withdrawn']) {
    expect(await driven.act(cast.agent, 'dismiss', { as, text: 'so' }, 409)).toMatchObject({
      rule: 'dismiss.no_measure_in_force',
    });
  }
  const other = await renumbered(cast);
  const machine = await desk.machine('notice:open');
  await machine
    .post('/v1/cases')
    .send({ ...noticeFor(cast.shop), measures: [{ level: 'F4', scope: 'merchant' }] })
    .expect(200);
  const beside = await reported(cast, other);
  expect(await beside.act(cast.agent, 'dismiss', { as: 'not_frozen', text: 'so' }, 409)).toMatchObject({
    rule: 'dismiss.not_bound',
  });
  await beside.act(cast.agent, 'dismiss', { as: 'withdrawn', text: 'the merchant takes it back' });
});

it('refuses what the terminal system knows and the desk does not, and says what to do', async () => {
  const cast = await castOf(desk);
  const driven = await reported(cast);
  const { merchant, terminal } = cast.shop;
  desk.simulator.freeze([merchant.merchantNo, terminal.terminalNo], 'F4', 'terminal');
  const refused = await driven.act(cast.agent, 'dismiss', { as: 'not_frozen', text: 'so' }, 409);
  expect(refused).toMatchObject({ code: 'GUARD_REFUSED', rule: 'dismiss.terminal_system_knows_none' });
  expect(refused.detail).toMatch(/F4 Terminal suspended \(This terminal, id own-\d+\).*freeze notice/);
  expect(await driven.state()).toBe('reported');
});

it.each<[Mode, string]>([
  ['error_500', 'terminal_system.unreachable'],
  ['drop_connection', 'terminal_system.unreachable'],
  ['garbled', 'terminal_system.unreachable'],
  ['never_answer', 'terminal_system.unreachable'],
  ['refuse', 'terminal_system.refused'],
])('changes nothing while the terminal system would %s, and closes once it answers', async (mode, rule) => {
  const cast = await castOf(desk);
  const driven = await reported(cast);
  const { terminalNo } = cast.shop.terminal;
  Object.assign(desk.api.get(TerminalGateway, { strict: false }), { timeoutMs: 250 });
  desk.simulator.behave(terminalNo, behaviour(mode));
  const before = await eventsOf(desk, driven.number);
  const refused = await driven.act(cast.agent, 'dismiss', { as: 'not_frozen', text: 'so' }, 503);
  expect(refused).toMatchObject({ code: 'TERMINAL_SYSTEM_UNREACHABLE', rule, action: expect.stringContaining('Try again') });
  expect(await eventsOf(desk, driven.number)).toEqual(before);
  // Who could not dismiss it anyway is told that, and the terminal system is left alone.
  await driven.act(cast.merchant, 'dismiss', { as: 'not_frozen', text: 'so' }, 403);
  await driven.act(cast.agent, 'dismiss', { as: 'not_frozen', text: 'so', confirmedBy: word }, 400);
  desk.simulator.behave(terminalNo, behaviour('confirm'));
  await driven.act(cast.agent, 'dismiss', { as: 'not_frozen', text: 'so' });
  const event = (await eventsOf(desk, driven.number)).find(({ type }) => type === 'dismissed')!;
  expect(event.data).toMatchObject({
    noMeasureBy: { via: 'terminal_system', askedAt: desk.clock.now().toISOString(), measures: [] },
  });
}); // prettier-ignore

it('without a terminal system rests on a person’s word, kept with the event', async () => {
  const manual = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' }, { gatewayUrl: 'manual' });
  try {
    const cast = await castOf(manual);
    const { terminal } = noticeFor(cast.shop);
    const { body } = await cast.merchant.http
      .post('/v1/cases')
      .send({ terminal, text: 'no sale goes through' });
    const driven = DrivenCase.of(manual, cast, body.number as string);
    const as = { as: 'not_frozen', text: 'a cable' };
    expect(await driven.act(cast.agent, 'dismiss', as, 400)).toMatchObject({ field: 'confirmedBy' });
    const confirmedBy = { ...word, at: manual.clock.now().toISOString() };
    await driven.act(cast.agent, 'dismiss', { ...as, confirmedBy });
    const { body: told } = await cast.supervisor.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
    expect(told.items.find(({ type }: { type: string }) => type === 'dismissed')).toMatchObject({
      data: { noMeasureBy: { via: 'hand', channel: 'phone', at: confirmedBy.at } },
      content: { saidBy: word.name },
    });
    expect(JSON.stringify(await driven.seenBy(cast.merchant))).not.toContain(word.name);
  } finally {
    await manual.stop();
  }
});

it('waits to be triaged where it is opened again before anybody named a reason, and hears the merchant anew', async () => {
  const cast = await castOf(desk);
  const driven = await reported(cast);
  await driven.act(cast.merchant, 'object', { text: 'nothing is wrong here' });
  const answered = { as: 'not_frozen', objectionReply: 'the line was down', text: 'so' };
  await driven.act(cast.agent, 'dismiss', answered);
  await driven.act(cast.supervisor, 'reopen', { text: 'it was frozen after all' });
  expect(await driven.seenBy(cast.agent)).toMatchObject({ state: 'reported', reason: null, queue: null, closedAt: null });
  await driven.act(cast.merchant, 'object', { text: 'still nothing' });
  expect(await driven.act(cast.merchant, 'object', { text: 'again' }, 409)).toMatchObject({ code: 'GUARD_REFUSED' });
  await driven.act(cast.agent, 'triage', { reasonCode: 'HARDWARE' });
  expect(await driven.seenBy(cast.agent)).toMatchObject({ state: 'investigating', queue: expect.any(String) });
}); // prettier-ignore

it('answers an objection with the dismissal, in a letter of its own', async () => {
  const cast = await castOf(desk);
  const driven = await reported(cast);
  await driven.act(cast.merchant, 'object', { text: 'we did nothing' });
  const as = { as: 'not_frozen', text: 'a cable' };
  expect(await driven.act(cast.agent, 'dismiss', as, 400)).toMatchObject({ field: 'objectionReply' });
  await driven.act(cast.agent, 'dismiss', { ...as, objectionReply: 'your terminal was never frozen' });
  expect((await driven.seenBy(cast.merchant)).objections).toMatchObject([
    { answered: true, reply: 'your terminal was never frozen' },
  ]);
  const { clocks } = await driven.seenBy(cast.agent);
  expect((clocks as { stoppedAt: string | null }[]).every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
});

it('hands measures and files of a duplicate to the open case on the same machine', async () => {
  const cast = await castOf(desk);
  const { agent, merchant, supervisor } = cast;
  const duplicate = await DrivenCase.open(desk, cast);
  await duplicate.act(agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  const itemsOf = async (driven: DrivenCase) => (await driven.seenBy(agent)).evidence.items as { id: string; code: string }[];
  const [slip, contract] = await itemsOf(duplicate);
  const file = await duplicate.upload(agent, slip!.id, undefined, 201, { onBehalfChannel: 'paper' });
  const better = await duplicate.upload(agent, contract!.id, undefined, 201, { onBehalfChannel: 'paper' });

  const other = await renumbered(cast);
  const kept = await reported(cast, other);
  await kept.act(agent, 'take');
  await kept.act(agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  const itemId = (await itemsOf(kept)).find(({ code }) => code === contract!.code)!.id;
  await kept.upload(agent, itemId, undefined, 201, { onBehalfChannel: 'paper' });
  await kept.act(agent, 'reject', { itemId, text: 'unreadable' });
  const number = kept.number;
  const payload = { as: 'duplicate', text: 'one machine, two numbers' };
  expect(await duplicate.act(agent, 'dismiss', { ...payload, duplicateOf: 'FZ-20260101-0001' }, 400)).toMatchObject({
    field: 'duplicateOf',
    rule: 'dismiss.same_machine',
    detail: expect.stringContaining(number),
  });
  await duplicate.act(agent, 'dismiss', { ...payload, duplicateOf: number });
  const closed = await duplicate.seenBy(agent);
  expect(closed).toMatchObject({ state: 'closed', resolution: 'duplicate', measures: [{ level: 'F4' }] });
  expect(closed.measures[0].liftedAt).not.toBeNull();

  const goesOn = await kept.seenBy(supervisor);
  expect(goesOn.measures).toMatchObject([{ level: 'F4', scope: 'terminal', liftedAt: null }]);
  // What was rejected there has been supplied again by what came over, and somebody looks at it.
  const came = (goesOn.evidence.items as { code: string; state: string; files: { id: string }[] }[]).filter(({ files }) => files.length > 0);
  expect(came).toMatchObject([{ code: 'E01', state: 'supplied', files: [{ id: file.id }] }, { code: 'E02', state: 'supplied' }]);
  await merchant.http.get(`/v1/cases/${number}/evidence/files/${file.id}`).expect(200);
  await merchant.http.get(`/v1/cases/${duplicate.number}/evidence/files/${file.id}`).expect(404);
  const joined = (await eventsOf(desk, number)).find(({ type }) => type === 'duplicate_joined')!;
  expect(joined.data).toMatchObject({ duplicate: duplicate.number, files: [file.id, better.id] });
}); // prettier-ignore

it('hands over slips and proofs too: a signed step keeps the proof that it was signed on', async () => {
  const cast = await castOf(desk);
  const { agent, merchant, supervisor } = cast;
  const duplicate = await DrivenCase.open(desk, cast);
  await duplicate.act(agent, 'triage', { reasonCode: 'OUT_OF_HOURS' });
  await duplicate.act(agent, 'take');
  const { body: sales } = await agent.http.get(`/v1/terminals/${cast.shop.terminal.id}/transactions`).expect(200);
  const transactions = (sales.items as { id: number; occurredAt: string }[]).slice(0, 2).map(({ id, occurredAt }) => ({ id, occurredAt }));
  const { evidence } = await duplicate.seenBy(agent);
  const photos = (evidence.items as { id: string; code: string }[]).find(({ code }) => code === 'E07')!;
  await duplicate.act(agent, 'request_evidence', { items: [{ code: 'E07', required: true }], slips: { transactions } });
  const slipsOf = async (driven: DrivenCase) =>
    (await driven.seenBy(agent)).evidence.slips as { id: string; revision: number; fileId: string | null; state: string }[];
  const { evidence: wanted } = await duplicate.seenBy(merchant);
  const e01 = (wanted.items as { id: string; code: string }[]).find(({ code }) => code === 'E01')!;
  const { id: fileId } = (await duplicate.upload(merchant, e01.id)) as { id: string };
  for (let photo = 0; photo < 3; photo++) await duplicate.upload(merchant, photos.id);
  const [first, second] = await slipsOf(duplicate);
  await duplicate.act(merchant, 'answer_slips', {
    answers: [
      { slipId: first!.id, revision: first!.revision, fileId, document: 'original', signed: true },
      { slipId: second!.id, revision: second!.revision, absenceReason: 'the roll ran out' },
    ],
  });
  await duplicate.act(merchant, 'submit_evidence');
  const verdicts = (await slipsOf(duplicate)).map(({ id: slipId, revision }) => ({ slipId, revision, verdict: 'accept' }));
  await duplicate.act(agent, 'assess_slips', { verdicts });
  for (const itemId of [photos.id, e01.id]) await duplicate.act(agent, 'assess', { itemId });
  desk.clock.advance(1_000);
  await duplicate.scan();
  await duplicate.putRight();
  await duplicate.propose('U', 'lift');
  await duplicate.act(supervisor, 'approve');
  await duplicate.becomes('monitoring');
  await duplicate.act(agent, 'refreeze', { text: 'the shop was shut that night' });
  await waitFor('the terminal system to have frozen', async () => {
    const { actions } = await duplicate.seenBy(agent);
    return (actions as { action: string; rule?: string }[]).some(({ action, rule }) => action === 'dismiss' && rule !== 'dismiss.no_command_under_way');
  });
  const kept = await reported(cast, await renumbered(cast));
  await kept.act(agent, 'take');
  const before = await slipsOf(duplicate);
  await duplicate.act(agent, 'dismiss', { as: 'duplicate', duplicateOf: kept.number, text: 'one machine' });

  // The slips as they were judged, with the file that answers the one.
  expect(await slipsOf(kept)).toEqual(before);
  expect(before).toMatchObject([{ state: 'answered', fileId }, { state: 'absent' }]);
  await merchant.http.get(`/v1/cases/${kept.number}/evidence/files/${fileId}`).expect(200);
  expect(await slipsOf(duplicate)).toEqual([]);
  const of = await desk.database.query('SELECT request_id, terminal_id FROM slip WHERE id = ANY($1)', [before.map(({ id }) => id)]);
  expect(of).toEqual([0, 1].map(() => ({ request_id: null, terminal_id: cast.shop.terminal.id })));

  const proofsOf = (number: string) =>
    desk.database.query<{ id: string; taken_from: string | null; blob_key: string; uploaded_by: string }>(
      'SELECT p.id, p.taken_from, p.blob_key, p.uploaded_by FROM proof_file p JOIN freeze_case c ON c.id = p.case_id WHERE c.number = $1 ORDER BY blob_key',
      [number],
    );
  const stayed = await proofsOf(duplicate.number);
  expect(stayed.length).toBeGreaterThan(0);
  const came = await proofsOf(kept.number);
  expect(came.map((proof) => ({ ...proof, id: proof.taken_from, taken_from: null }))).toEqual(stayed);
  for (const { id } of came) await agent.http.get(`/v1/cases/${kept.number}/proofs/${id}`).expect(200);
  for (const { id } of stayed) await agent.http.get(`/v1/cases/${duplicate.number}/proofs/${id}`).expect(200);
  const signedOn = await desk.database.query(
    'SELECT s.proof_id AS id FROM remediation_step s JOIN freeze_case c ON c.id = s.case_id WHERE c.number = $1 AND s.proof_id IS NOT NULL',
    [duplicate.number],
  );
  expect(signedOn).toEqual(stayed.map(({ id }) => ({ id })));
  const joined = (await eventsOf(desk, kept.number)).find(({ type }) => type === 'duplicate_joined')!;
  expect(joined.data).toMatchObject({ slips: before.map(({ id }) => id).sort(), proofs: expect.arrayContaining(came.map(({ id }) => id)) });
}, 180_000); // prettier-ignore

it('commands a measure that was taken over on its own terminal, under the id that is known there', async () => {
  const cast = await castOf(desk);
  const { agent } = cast;
  const duplicate = await DrivenCase.open(desk, cast);
  const [{ id: knownAs }] = await desk.database.query<{ id: string }>(
    'SELECT m.id FROM measure m JOIN freeze_case c ON c.id = m.case_id WHERE c.number = $1',
    [duplicate.number],
  ) as [{ id: string }];
  const kept = await reported(cast, await renumbered(cast));
  await duplicate.act(agent, 'dismiss', { as: 'duplicate', duplicateOf: kept.number, text: 'one machine' });
  await kept.act(agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await kept.scan();
  await kept.supplyEverything();
  await kept.propose('U', 'lift');
  await kept.act(cast.supervisor, 'approve');
  await kept.becomes('monitoring');
  const [{ id }] = await desk.database.query<{ id: string }>(
    `SELECT g.id FROM gateway_command g JOIN freeze_case c ON c.id = g.case_id WHERE c.number = $1`,
    [kept.number],
  ) as [{ id: string }];
  expect(JSON.parse(desk.simulator.command(id)!.content)).toMatchObject({
    terminalNo: cast.shop.terminal.terminalNo,
    measure: { id: knownAs },
  });
}); // prettier-ignore
