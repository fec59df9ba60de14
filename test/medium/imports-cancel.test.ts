import { CaseHistory } from '@thaw/cases';
import { systemActor, type Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { ImportsService, type HistoryImport } from '@thaw/transactions';
import { noticeFor } from '../factories/freeze-case';
import { historyFile } from '../factories/history-file';
import { registerShop, type Shop } from '../factories/registry';
import { AGENT, ImportRoom } from '../support/import-room';
import { RowBarrier } from '../support/row-barrier';
import { TestApi } from '../support/test-api';
import { waitFor } from '../support/wait-for';

const LINES = 33_000;

describe('in the room', () => {
  let room: ImportRoom;
  beforeAll(async () => {
    room = await ImportRoom.open();
    // Holds each chunk up while the gate is shut: a statement waits for a lock that the test holds.
    await room.database.query('CREATE TABLE gate (terminal_id uuid PRIMARY KEY)');
    await room.database.query('GRANT SELECT, UPDATE ON gate TO PUBLIC');
    await room.database.query(`CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM FROM gate WHERE terminal_id = NEW.terminal_id FOR SHARE;
        RETURN NEW;
      END $$`);
    await room.database.query(
      'CREATE TRIGGER wait_at_gate BEFORE INSERT ON transaction FOR EACH ROW WHEN (NEW.line = 25000) EXECUTE FUNCTION wait_at_gate()',
    );
  });
  afterAll(() => room.close());

  const terminal = async (): Promise<string> => (await room.shop()).terminal.id;
  const cancel = (id: string, actor: Actor = AGENT): Promise<HistoryImport> =>
    room.imports.cancel(actor, id, () => Promise.resolve());
  const rows = async (terminalId: string): Promise<number> => (await room.history(terminalId)).length;

  it('ends one that waits, with nothing taken in and nothing kept', async () => {
    const id = await terminal();
    const { id: importId } = await room.receive(id, historyFile({ lines: 10 }));
    const cancelled = await cancel(importId);
    expect(cancelled).toMatchObject({ state: 'cancelled', linesDone: 0, finishedAt: room.clock.now() });
    expect(room.blobs()).toEqual([]);
    expect((await room.run(importId)).told).toBe(0);
    expect(await rows(id)).toBe(0);
    // Twice is once.
    expect(await cancel(importId)).toMatchObject({ state: 'cancelled' });
  });

  it('stops one that runs before its next chunk; what is in stays, and the next import goes on', async () => {
    const id = await terminal();
    const first = await room.receive(id, historyFile({ lines: LINES }));
    room.clock.advance(1);
    const next = await room.receive(id, historyFile({ lines: LINES }));
    await room.database.query('DELETE FROM outbox');
    const [run, cancelled] = await atThirdChunk(id, first.id);
    // The third chunk has the import's row: cancelling waits for it, and the fourth is not begun.
    expect(cancelled).toMatchObject({ state: 'cancelled', linesDone: 30_000, accepted: 30_000 });
    const { bytesDone, sizeBytes } = cancelled as HistoryImport;
    expect(bytesDone / sizeBytes).toBeCloseTo(30 / 33, 1);
    expect(run.told).toBe(0);
    expect(await rows(id)).toBe(30_000);
    expect(new Set(await room.requestedImports())).toEqual(new Set([next.id]));
    expect((await room.run(next.id)).done).toMatchObject({ accepted: 3_000, duplicates: 30_000 });
  });

  it('is refused where the import has ended, and says how', async () => {
    const done = await room.import(await terminal(), historyFile({ lines: 10 }));
    await expect(cancel(done.id)).rejects.toMatchObject({
      code: 'IMPORT_NOT_CANCELLABLE',
      context: { extra: { state: 'finished' } },
    });
  });

  it('either wins or loses against the end, never both', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 12; round++) {
      const id = await terminal();
      const { id: importId } = await room.receive(id, historyFile({ lines: 50 }));
      const run = room.run(importId);
      if (round % 3 > 0)
        await waitFor('a start', async () => (await room.query.get(AGENT, importId)).state !== 'queued', {
          everyMs: 1,
        });
      if (round % 3 > 1)
        await waitFor('lines', async () => (await room.query.get(AGENT, importId)).linesDone > 0, {
          everyMs: 1,
        });
      const [ran, answer] = await Promise.all([
        run,
        cancel(importId).then(
          ({ state }) => state,
          (error: unknown) => (error as { code?: string }).code,
        ),
      ]);
      const { state } = await room.query.get(AGENT, importId);
      expect([answer, state, ran.told]).toEqual(
        state === 'cancelled' ? ['cancelled', 'cancelled', 0] : ['IMPORT_NOT_CANCELLABLE', 'finished', 1],
      );
      outcomes.add(state);
    }
    expect(outcomes.has('cancelled')).toBe(true);
  });

  it('stands back where whoever is told of it refuses', async () => {
    const { id: importId } = await room.receive(await terminal(), historyFile({ lines: 10 }));
    await expect(room.imports.cancel(AGENT, importId, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect((await room.run(importId)).done).toMatchObject({ state: 'finished', accepted: 10 });
  });

  it('is not for merchants, nor for a machine client that did not send it', async () => {
    const { id: importId } = await room.receive(await terminal(), historyFile({ lines: 10 }));
    const merchant: Actor = { ...AGENT, roles: ['merchant'], merchantId: (await room.shop()).merchant.id };
    await expect(cancel(importId, merchant)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const machine: Actor = { kind: 'machine', keyId: 'k', displayName: 'M', scopes: ['transaction:append'] };
    await expect(cancel(importId, machine)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await room.run(importId)).done).toMatchObject({ state: 'finished' });
  });

  describe('that is strict', () => {
    it('can be cancelled until it writes', async () => {
      const id = await terminal();
      const { id: importId } = await room.receive(id, historyFile({ lines: 10 }), { strict: true });
      expect(await cancel(importId)).toMatchObject({ state: 'cancelled', accepted: 0 });
      expect(await rows(id)).toBe(0);
    });

    it('cannot be cancelled in its middle, and is whole in the end', async () => {
      const id = await terminal();
      const { id: importId } = await room.receive(id, historyFile({ lines: LINES }), { strict: true });
      const [run, cancelled] = await atThirdChunk(id, importId, false);
      expect(cancelled).toMatchObject({
        code: 'IMPORT_NOT_CANCELLABLE',
        context: { extra: { state: 'running' }, detail: { en: expect.stringContaining('all or nothing') } },
      });
      expect(run.told).toBe(1);
      expect(await rows(id)).toBe(LINES);
    });
  });

  /** Runs an import of that many lines, and cancels it while its third chunk is being written. */
  async function atThirdChunk(terminalId: string, importId: string, waits = true) {
    await room.database.query('INSERT INTO gate VALUES ($1)', [terminalId]);
    const [run, cancelled] = await RowBarrier.during(
      room.database,
      terminalId,
      async (barrier) => {
        const running = room.run(importId);
        await barrier.waiting(1);
        const answer = cancel(importId).catch((error: unknown) => error);
        if (waits) await barrier.waiting(2);
        else await answer;
        return [running, answer] as const;
      },
      'SELECT FROM gate WHERE terminal_id = $1 FOR UPDATE',
    );
    return [await run, await cancelled] as const;
  }
});

describe('over HTTP', () => {
  let api: TestApi;
  beforeAll(async () => (api = await TestApi.start()));
  afterAll(() => api.stop());

  const newShop = (): Promise<Shop> =>
    api.app
      .get(Database)
      .asActor(systemActor('setup'), (tx) =>
        registerShop(tx, api.app.get(RegistryService, { strict: false })),
      );
  const FILE = 'occurred_at,amount\n2024-03-01T10:00:00,5\n';

  it('answers with the receipt, and with a problem once the import has ended', async () => {
    const { terminal } = await newShop();
    const { token } = await api.user(['agent']);
    const send = () =>
      api.as(token).post(`/v1/terminals/${terminal.id}/imports`).attach('file', Buffer.from(FILE), 'a.csv');
    const { body } = await send().expect(202);
    const cancelled = await api.as(token).post(`/v1/imports/${body.id}/cancel`).expect(200);
    expect(cancelled.body).toMatchObject({ id: body.id, state: 'cancelled', accepted: 0, linesTotal: 1 });
    const { body: other } = await send().expect(202);
    await api.app.get(ImportsService, { strict: false }).run(other.id, () => Promise.resolve());
    const late = await api.as(token).post(`/v1/imports/${other.id}/cancel`);
    expect([late.status, late.body]).toMatchObject([
      409,
      { code: 'IMPORT_NOT_CANCELLABLE', state: 'finished', detail: 'The import has ended.' },
    ]);
    const reviewer = await api.user(['reviewer']);
    await api.as(reviewer.token).post(`/v1/imports/${other.id}/cancel`).expect(403);
    const stranger = await api.machine('transaction:append');
    await api.as(stranger).post(`/v1/imports/${other.id}/cancel`).expect(404);
  });

  it('has the findings made anew of what was committed before', async () => {
    const { terminal } = await newShop();
    const { token } = await api.user(['agent']);
    const url = `/v1/terminals/${terminal.id}`;
    const sale = { occurredAt: '2026-11-20T09:00:00+08:00', amountFen: 5 };
    const { body: appended } = await api
      .as(token)
      .post(`${url}/transactions`)
      .send({ records: [sale] });
    expect(appended).toMatchObject({ accepted: 1, standing: { upToDate: true } });
    const { body } = await api
      .as(token)
      .post(`${url}/imports`)
      .attach('file', Buffer.from(FILE), 'a.csv')
      .expect(202);
    const query = (sql: string): Promise<unknown> =>
      api.app.get(Database).asActor(systemActor('worker'), (tx) => tx.query(sql, [terminal.id]));
    // As its first chunk does.
    await query('UPDATE history_ledger SET written = written + 1 WHERE terminal_id = $1');
    await api.as(token).post(`/v1/imports/${body.id}/cancel`).expect(200);
    expect(await query('SELECT refresh_reason FROM standing_scan WHERE terminal_id = $1')).toEqual([
      { refresh_reason: 'history' },
    ]);
  });

  it('tells the case’s timeline, and asks of the person what sending in asks', async () => {
    const own = await newShop();
    const { body: opened } = await api
      .as(await api.machine('notice:open'))
      .post('/v1/cases')
      .send(noticeFor(own))
      .expect(201);
    const agent = await api.user(['agent']);
    const url = `/v1/cases/${opened.number}`;
    const { body } = await api
      .as(agent.token)
      .post(`${url}/imports`)
      .attach('file', Buffer.from(FILE), 'a.csv')
      .expect(202);
    await api.as(agent.token).post(`/v1/imports/${body.id}/cancel`).expect(200);
    await api.app.get(CaseHistory, { strict: false }).runImport(body.id);
    const { body: timeline } = await api.as(agent.token).get(`${url}/timeline`).expect(200);
    const told = timeline.items.filter(({ type }: { type: string }) => /^history_import/.test(type));
    expect(told).toMatchObject([
      { type: 'history_import_cancelled', persona: 'agent', data: { importId: body.id, accepted: 0 } },
    ]);
  });
});
