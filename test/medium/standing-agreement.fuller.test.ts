import fc from 'fast-check';
import type { GivenRecord } from '@thaw/transactions/records';
import { generateHistory, type HistoryRow } from '../support/history-generator';
import { StandingRoom } from '../support/standing-room';

let room: StandingRoom;
beforeAll(async () => (room = await StandingRoom.open()));
afterAll(() => room.close());

it('agrees with a rescan, whatever comes when, twice, or by a file', async () => {
  const hits = { appends: 0, duplicates: 0, open: 0, late: 0, files: 0, refreshed: 0 };
  const source = fc.record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    pieces: fc.array(fc.integer({ min: 20, max: 260 }), { minLength: 2, maxLength: 5 }),
    delays: fc.array(
      fc.oneof(
        { weight: 8, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 800 })) },
      ),
      { minLength: 3, maxLength: 12 },
    ),
    fates: fc.array(fc.constantFrom(0, 1, 2, 5, 6, 8), { minLength: 6, maxLength: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(source, async ({ seed, pieces, delays, fates }) => {
      const { rows } = generateHistory(seed, 'long');
      const id = await room.terminal();
      const due = rows
        .slice(0, 1_200)
        .map((row, i) => ({ row, due: i + (delays[i % delays.length] as number) }))
        .sort((a, b) => a.due - b.due)
        .map(({ row }) => givenOf(row));
      let latest = '';
      for (let from = 0, n = 0; from < due.length; n++) {
        const piece = due.slice(from, from + (pieces[n % pieces.length] as number));
        from += piece.length;
        const fate = fates[n % fates.length] as number;
        if (fate === 0) {
          hits.files += 1;
          await room.import(id, csvOf(piece));
        } else {
          const isOpen = piece.some(({ occurredAt }) => (occurredAt as string) < latest);
          // Some are sent again with those that follow.
          const again = fate < 3 ? due.slice(Math.max(0, from - 300), from - 200) : [];
          const { verdicts, standing } = await room.append(id, [...again, ...piece]);
          hits.appends += 1;
          hits.duplicates += verdicts.filter(({ verdict }) => verdict === 'duplicate').length;
          if (standing.rescanQueued === 'late') hits.late += 1;
          else if (standing.upToDate && isOpen) hits.open += 1;
        }
        for (const { occurredAt } of piece)
          if ((occurredAt as string) > latest) latest = occurredAt as string;
        if (fate < 7 && (await room.refresh(id))) hits.refreshed += 1;
      }
      await room.refresh(id);
      expect(await room.read(id)).toMatchObject({ upToDate: true, rescanQueued: null });
      expect(await room.found(id)).toEqual(await room.expected(id));
    }),
    { seed: 20261127, numRuns: 4, endOnFailure: true },
  );
  process.stdout.write(`standing scans: ${JSON.stringify(hits)}\n`);
  expect(Object.entries(hits).filter(([, often]) => often < 4)).toEqual([]);
});

/** Half of the cards as numbers, half of the records with a reference. */
function givenOf({ id, at, amountFen, currency, type, status, card, cardType }: HistoryRow): GivenRecord {
  const number = card?.replace(/\D/g, '') ?? '';
  return {
    occurredAt: new Date(at).toISOString(),
    ...{ amountFen, currency, type, status, cardType },
    card: Number(number) % 2 === 1 ? `999999${number.padStart(10, '0')}` : card,
    reference: id % 2 === 0 ? `R${id}` : null,
    traceNo: id % 2 === 1 ? String(id) : null,
    batchNo: '1',
  };
}

const csvOf = (records: readonly GivenRecord[]): string =>
  `occurred_at,amount,currency,type,status,card_type,card,reference,trace_no,batch_no\n${records
    .map((one) =>
      [
        one.occurredAt,
        ((one.amountFen as number) / 100).toFixed(2),
        ...[
          one.currency,
          one.type,
          one.status,
          one.cardType,
          one.card,
          one.reference,
          one.traceNo,
          one.batchNo,
        ],
      ].join(','),
    )
    .join('\n')}\n`;
