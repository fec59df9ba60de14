import type { Database } from '@thaw/platform';
import { CopyEncoder, copyPiecesInto } from '@thaw/transactions';
import { DatabaseRoom, SETUP, write } from '../support/database-room';

let room: DatabaseRoom;
let database: Database;
beforeAll(async () => (room = await DatabaseRoom.prepare()));
beforeEach(() => (database = room.open(1)));
afterEach(() => room.clear());
afterAll(() => room.peer.drop());

const PAGES = Array.from({ length: 3_000 }, (_, at) => `${String(at).padStart(5, '0')} ${'字'.repeat(200)}`);

/** Ends pieces anywhere, in the middle of rows too. */
function* piecesOf(pages: Iterable<string>): Generator<Buffer, void, undefined> {
  const rows = new CopyEncoder(1024);
  for (const page of pages) {
    rows.row(1);
    if (page.startsWith('000')) yield rows.takePiece();
    rows.text(page);
    if (rows.position > 100_000) yield rows.takePiece();
  }
  yield rows.end();
}

it('writes rows whose pieces end anywhere', async () => {
  await database.asActor(SETUP, (tx) => copyPiecesInto(tx, 'page (words)', piecesOf(PAGES)));
  expect(await room.pages()).toEqual(PAGES);
});

it('writes nothing where making a piece fails, throws that very error, and leaves the connection fit for use', async () => {
  const broken = new Error('no such finding');
  function* failing(): Generator<Buffer, void, undefined> {
    let left = 3;
    for (const piece of piecesOf(PAGES)) {
      if (left-- === 0) throw broken;
      yield piece;
    }
  }
  const work = database.asActor(SETUP, (tx) => copyPiecesInto(tx, 'page (words)', failing()));
  await expect(work).rejects.toBe(broken);
  await database.asActor(SETUP, (tx) => write(tx, 'after it'));
  expect(await room.pages()).toEqual(['after it']);
});

it('throws what the server refuses, early or at the end, and leaves the connection fit for use', async () => {
  for (const pages of [
    ['a', 'a', ...PAGES],
    [...PAGES, 'a', 'a'],
  ]) {
    const work = database.asActor(SETUP, (tx) => copyPiecesInto(tx, 'page (words)', piecesOf(pages)));
    await expect(work).rejects.toMatchObject({ code: '23505' });
  }
  await database.asActor(SETUP, (tx) => write(tx, 'after it'));
  expect(await room.pages()).toEqual(['after it']);
});
