import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { HistoryDrop, TerminalLock } from '@thaw/transactions';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { TestDesk } from '../support/test-desk';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start()));
afterAll(() => desk.stop());

/** As `thaw history drop` does, without asking whether a case is open. */
async function dropBefore(year: number): Promise<void> {
  const owner = new Database({ databaseUrl: desk.database.url, databasePoolSize: 1 });
  try {
    await owner.asActor(systemActor('setup'), async (tx) => {
      await tx.query('SET LOCAL ROLE NONE');
      await new HistoryDrop(new TerminalLock(owner)).drop(tx, year, new Date());
    });
  } finally {
    await owner.onApplicationShutdown();
  }
}

it('reads the findings of years that were dropped since, and says so', async () => {
  const cast = await castOf(desk);
  const { http } = cast.agent;
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.scan();
  const findings = await driven.findings(cast.agent);
  const weighty = findings.find(({ weight }) => (weight ?? 0) > 0);
  const transactions = async (): Promise<{ items: number[]; droppedBefore: string | null }> =>
    (await http.get(`/v1/cases/${driven.number}/findings/${weighty?.id}/transactions`).expect(200)).body;
  const before = await transactions();
  expect(before).toEqual({ items: [expect.any(Number)], droppedBefore: null });
  const sales = async (
    query = {},
  ): Promise<{ items: { id: number; amountFen: number }[]; next: string | null }> =>
    (await http.get(`/v1/cases/${driven.number}/findings/${weighty?.id}/sales`).query(query).expect(200))
      .body;
  const sold = await sales();
  expect(sold).toMatchObject({
    items: [{ id: before.items[0], currency: 'CNY' }],
    next: null,
    droppedBefore: null,
  });
  expect(sold.items[0]?.amountFen).toBe((weighty as { sumFen?: number }).sumFen);
  expect(await sales({ cursor: '1' })).toEqual({ ...sold, items: [] });
  const odd = await http
    .get(`/v1/cases/${driven.number}/findings/${weighty?.id}/sales`)
    .query({ cursor: '-1' });
  expect([odd.status, odd.body.field]).toEqual([400, 'cursor']);

  // Its sales are of 2026.
  await dropBefore(2026);
  expect(await transactions()).toEqual(before);
  await dropBefore(2027);
  expect(await driven.findings(cast.agent)).toEqual(findings);
  expect(await transactions()).toEqual({ ...before, droppedBefore: '2027-01-01T00:00:00.000Z' });
  expect(await sales()).toEqual({ items: [], next: null, droppedBefore: '2027-01-01T00:00:00.000Z' });
  const { body } = await http.get(`/v1/terminals/${cast.shop.terminal.id}/transactions`).expect(200);
  expect(body.items).toEqual([]);
  desk.clock.advance(1_000);
  await driven.scan();
  expect(await driven.findings(cast.agent)).toEqual([]);
});
