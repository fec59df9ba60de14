import { createServer } from 'node:http';
import { sign } from '@thaw/registry';
import { ALL_TERMINALS, behaviour, type Mode } from '../../apps/cli/src/gateway-simulator/behaviour';
import { GatewayDesk } from '../factories/registry-gateway';

let desk: GatewayDesk;
beforeAll(async () => (desk = await GatewayDesk.start()));
afterAll(() => desk.stop());
beforeEach(() => desk.simulator.behave(ALL_TERMINALS, behaviour('confirm')));

const IMPATIENT_MS = 150;

const inForce = async (caseId: string): Promise<string[]> => {
  const measures = await desk.database.asActor({ kind: 'system', part: 'setup' }, (tx) =>
    desk.measures.inForceOfCase(tx, caseId),
  );
  return measures.map(({ level }) => level);
};

describe('every way of the terminal system', () => {
  it.each<[Mode, 'confirmed' | 'failed', number, object]>([
    ['confirm', 'confirmed', 1, {}],
    ['slow', 'confirmed', 1, { delayMs: 40 }],
    ['fail', 'failed', 0, {}],
    ['fail_then_confirm', 'confirmed', 1, { failures: 2 }],
    ['refuse', 'failed', 0, {}],
    ['no_callback', 'confirmed', 1, {}],
    ['error_500', 'failed', 0, {}],
    ['drop_connection', 'confirmed', 1, {}],
    ['garbled', 'confirmed', 1, {}],
    ['duplicate_callback', 'confirmed', 1, {}],
  ])('%s ends %s, done %i times', async (mode, end, executions, over) => {
    const { shop, id } = await desk.issueLift();
    desk.simulator.behave(shop.terminal.terminalNo, behaviour(mode, over));
    const row = await desk.run(id);
    expect(row.state).toBe(end);
    const seen = desk.simulator.command(id);
    expect(seen?.executions ?? 0).toBe(executions);
    // Each attempt is one exchange; those of `refuse` and `error_500` are not booked on the other side.
    expect(row.attempts).toBe(seen ? seen.posts + seen.asks : mode === 'refuse' ? 1 : 8);
    expect(await inForce(shop.caseId)).toEqual(end === 'confirmed' ? [] : ['F4']);
    expect(await desk.standing(shop.caseId)).toEqual({
      total: 1,
      confirmed: end === 'confirmed' ? 1 : 0,
      failed: end === 'failed' ? 1 : 0,
      open: 0,
    });
    expect(await desk.settledJobs(shop.caseId)).toBe(1);
  });

  it('never_answer ends failed after eight tries, and a retry by an agent brings it through', async () => {
    const { shop, id } = await desk.issueLift();
    desk.simulator.behave(shop.terminal.terminalNo, behaviour('never_answer'));
    const impatient = desk.impatient(IMPATIENT_MS);
    const row = await desk.run(id, impatient);
    expect(row).toMatchObject({ state: 'failed', attempts: 8 });
    expect(row.last_error).toBe('gave up after 8 tries: no answer in time');
    expect(desk.simulator.command(id)).toBeUndefined();

    desk.simulator.behave(shop.terminal.terminalNo, behaviour('confirm'));
    const retried = await desk.database.asActor({ kind: 'system', part: 'setup' }, (tx) =>
      desk.commands.retryFailed(tx, shop.caseId, desk.clock.now()),
    );
    expect(retried).toBe(1);
    expect(await desk.run(id)).toMatchObject({ state: 'confirmed', attempts: 1 });
    expect(desk.simulator.command(id)?.executions).toBe(1);
  });

  it('a system that is not there at all ends failed, and nothing is thrown', async () => {
    const { shop, id } = await desk.issueLift();
    await desk.simulator.stop();
    try {
      const row = await desk.run(id);
      expect(row).toMatchObject({ state: 'failed', attempts: 8 });
      expect(row.last_error).toContain('ECONNREFUSED');
      expect(await inForce(shop.caseId)).toEqual(['F4']);
    } finally {
      await desk.restartSimulator();
    }
  });

  it('a system that accepts and never does it ends failed; doing it late makes it true all the same', async () => {
    const { shop, id } = await desk.issueLift();
    desk.simulator.behave(shop.terminal.terminalNo, behaviour('slow', { delayMs: 3_600_000 }));
    await desk.commands.send(id);
    expect(await desk.command(id)).toMatchObject({ state: 'sent', attempts: 1 });
    for (let asked = 1; asked <= 8; asked++) {
      const { next_attempt_at: next } = await desk.command(id);
      desk.clock.advance((next as Date).getTime() - desk.clock.now().getTime());
      await desk.commands.send(id);
    }
    expect(await desk.command(id)).toMatchObject({
      state: 'failed',
      attempts: 8,
      last_error: 'gave up after 8 tries: accepted, but never confirmed',
    });
    expect(desk.simulator.command(id)).toMatchObject({ posts: 1, asks: 7 });
    expect(await desk.settledJobs(shop.caseId)).toBe(1);

    expect(await callback({ id, state: 'confirmed' })).toBe(204);
    expect(await desk.command(id)).toMatchObject({ state: 'confirmed' });
    expect(await inForce(shop.caseId)).toEqual([]);
    expect(await desk.settledJobs(shop.caseId)).toBe(2);
    await desk.restartSimulator();
  });

  it('an answer that cannot be read counts as none', async () => {
    const babble = createServer((_, response) => response.end('{"id":"someone-else","state":"confirmed"}'));
    await new Promise<void>((resolve) => void babble.listen(0, '127.0.0.1', resolve));
    const { id } = await desk.issueLift();
    const { port } = babble.address() as { port: number };
    await desk.speakingTo(`http://127.0.0.1:${port}`).send(id);
    expect(await desk.command(id)).toMatchObject({
      state: 'pending',
      attempts: 1,
      last_error: 'the answer cannot be read',
    });
    await new Promise((resolve) => babble.close(resolve));
    expect(await desk.run(id)).toMatchObject({ state: 'confirmed', attempts: 2 });
  });
});

describe('a lost queue, a lost worker, a lost memory', () => {
  it('asks for the job again when it was lost, once per lease', async () => {
    const { id } = await desk.issueLift();
    expect(await desk.takeJobs()).toEqual([id]);
    const sweep = () => desk.commands.sendDue(desk.clock.now());
    expect(await sweep()).toBe(0);
    desk.clock.advance(30_000);
    expect(await sweep()).toBe(1);
    expect(await sweep()).toBe(0);
    expect(await desk.takeJobs()).toEqual([id]);
    desk.clock.advance(30_000);
    expect(await sweep()).toBe(1);
    expect(await desk.run(id)).toMatchObject({ state: 'confirmed', attempts: 1 });
    desk.clock.advance(3_600_000);
    expect(await sweep()).toBe(0);
  });

  it('two sweeps at once ask for each job once', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) ids.push((await desk.issueLift()).id);
    await desk.takeJobs();
    desk.clock.advance(30_000);
    const found = await Promise.all([1, 2].map(() => desk.commands.sendDue(desk.clock.now())));
    expect((found[0] as number) + (found[1] as number)).toBe(10);
    expect((await desk.takeJobs()).sort()).toEqual([...ids].sort());
    await Promise.all(ids.map((id) => desk.commands.send(id)));
    await desk.simulator.idle();
  });

  it('does nothing for a job that comes twice, at once or later', async () => {
    const { id } = await desk.issueLift();
    desk.simulator.behave(ALL_TERMINALS, behaviour('no_callback'));
    await Promise.all([desk.commands.send(id), desk.commands.send(id), desk.commands.send(id)]);
    await desk.commands.send(id);
    expect(await desk.command(id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(desk.simulator.command(id)).toMatchObject({ posts: 1, asks: 0, executions: 1 });
    expect(await desk.run(id)).toMatchObject({ state: 'confirmed', attempts: 2 });
    await desk.commands.send(id);
    expect(desk.simulator.command(id)).toMatchObject({ posts: 1, asks: 1 });
  });

  it('sends again under the same id when the system has forgotten it', async () => {
    const { shop, id } = await desk.issueLift();
    desk.simulator.behave(ALL_TERMINALS, behaviour('slow', { delayMs: 3_600_000 }));
    await desk.commands.send(id);
    expect(await desk.command(id)).toMatchObject({ state: 'sent' });
    await desk.restartSimulator();
    expect(await desk.run(id)).toMatchObject({ state: 'confirmed', attempts: 2 });
    expect(desk.simulator.command(id)).toMatchObject({ posts: 1, executions: 1 });
    expect(await inForce(shop.caseId)).toEqual([]);
  });

  it('goes on where a worker died in the middle of an attempt', async () => {
    const { id } = await desk.issueLift();
    desk.simulator.behave(ALL_TERMINALS, behaviour('no_callback'));
    // The attempt was counted and the command went out; what came back died with the worker.
    await desk.api.database.query(
      `UPDATE gateway_command SET attempts = 1, claimed_until = NULL, next_attempt_at = $2 WHERE id = $1`,
      [id, new Date(desk.clock.now().getTime() + 15_000)],
    );
    await desk.takeJobs();
    expect(await desk.run(id)).toMatchObject({ state: 'confirmed', attempts: 3 });
    expect(desk.simulator.command(id)).toMatchObject({ executions: 1 });
  });
});

describe('callbacks', () => {
  it('needs a signature by our key over these bytes, at most five minutes old', async () => {
    const { id } = await desk.issueLift();
    const body = JSON.stringify({ id, state: 'confirmed' });
    const now = new Date();
    const minutesOff = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
    const signatures: [string, string | undefined][] = [
      ['none', undefined],
      ['nonsense', 'v1=abc'],
      ['another key', sign(Buffer.alloc(32, 1), body, now)],
      ['other bytes', sign(desk.secret, `${body} `, now)],
      ['six minutes old', sign(desk.secret, body, minutesOff(-6))],
      ['six minutes ahead', sign(desk.secret, body, minutesOff(6))],
      [
        'another time under an old mac',
        sign(desk.secret, body, minutesOff(-6)).replace(/t=\d+/, `t=${(now.getTime() / 1000) | 0}`),
      ],
    ];
    for (const [what, signature] of signatures) {
      const response = await postCallback(body, signature);
      expect([what, response.status]).toEqual([what, 401]);
      expect(await response.json()).toMatchObject({ code: 'NOT_SIGNED_IN' });
    }
    expect(await desk.command(id)).toMatchObject({ state: 'pending', attempts: 0 });
    expect(await callback({ id, state: 'confirmed' })).toBe(204);
    expect(await desk.command(id)).toMatchObject({ state: 'confirmed', attempts: 0 });
  });

  it('refuses what it cannot read and what it does not know', async () => {
    expect(await callback({ id: 'c0ffee00-0000-4000-8000-000000000000', state: 'confirmed' })).toBe(404);
    expect(await callback({ id: 'nobody', state: 'confirmed' })).toBe(404);
    expect(await callback({ id: 'c0ffee00-0000-4000-8000-000000000000', state: 'melted' })).toBe(400);
    expect(await callback({ state: 'confirmed' })).toBe(400);
    expect(await callback([])).toBe(400);
    const { status } = await postCallback('', sign(desk.secret, '', new Date()));
    expect(status).toBe(400);
  });

  it('takes callbacks twice and in any order', async () => {
    const { shop, id } = await desk.issueLift();
    desk.simulator.behave(ALL_TERMINALS, behaviour('slow', { delayMs: 3_600_000 }));
    await desk.commands.send(id);
    expect(await callback({ id, state: 'failed', reason: 'line to 4111111111111111 down' })).toBe(204);
    const failed = await desk.command(id);
    expect(failed).toMatchObject({
      state: 'pending',
      attempts: 1,
      last_error: 'line to 411111******1111 down',
    });
    desk.clock.advance(1_000);
    expect(await callback({ id, state: 'failed', reason: 'again' })).toBe(204);
    expect(await desk.command(id)).toEqual(failed);
    expect(await callback({ id, state: 'confirmed' })).toBe(204);
    const confirmed = await desk.command(id);
    expect(confirmed).toMatchObject({ state: 'confirmed', next_attempt_at: null });
    for (const state of ['confirmed', 'failed', 'accepted']) expect(await callback({ id, state })).toBe(204);
    expect(await desk.command(id)).toEqual(confirmed);
    expect(await inForce(shop.caseId)).toEqual([]);
    expect(await desk.settledJobs(shop.caseId)).toBe(1);
    await desk.restartSimulator();
  });

  it('tells the case once when two of its commands are confirmed at the same instant', async () => {
    for (let round = 0; round < 10; round++) {
      const shop = await desk.freeze([
        { level: 'F2', scope: 'settlement' },
        { level: 'F3', scope: 'credit_cards' },
      ]);
      const ids = await desk.issue(shop);
      const statuses = await Promise.all(ids.map((id) => callback({ id, state: 'confirmed' })));
      expect(statuses).toEqual([204, 204]);
      expect(await desk.settledJobs(shop.caseId)).toBe(1);
    }
  });

  it('needs no session: the signature alone lets in', async () => {
    const { id } = await desk.issueLift();
    const response = await desk.api.as().post('/v1/gateway/callbacks').send({ id, state: 'confirmed' });
    expect([response.status, response.body.rule]).toEqual([401, 'gateway.signature']);
  });
});

const postCallback = (body: string, signature: string | undefined): Promise<Response> =>
  fetch(desk.callbackUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature ? { 'thaw-signature': signature } : {}) },
    body,
  });

async function callback(body: object): Promise<number> {
  const text = JSON.stringify(body);
  return (await postCallback(text, sign(desk.secret, text, new Date()))).status;
}
