import { newKey } from '@thaw/platform';
import { AGENT, ImportRoom } from '../support/import-room';

const LINES = 66_000;
const MERCHANT_NO = '100310054110077';
const TERMINALS = ['BLOCK001', 'BLOCK002', 'BLOCK003'] as const;

/** Two desks alike: what one of them routes, the other is sent terminal by terminal. */
let together: ImportRoom;
let alone: ImportRoom;
beforeAll(async () => {
  // Of one card key: a card is the same token at both.
  const env = { THAW_CARD_KEY: newKey() };
  [together, alone] = [await ImportRoom.open(env), await ImportRoom.open(env)];
});
afterAll(async () => {
  await together.close();
  await alone.close();
});

async function terminalsOf(room: ImportRoom): Promise<readonly string[]> {
  const first = await room.shop({
    merchant: { merchantNo: MERCHANT_NO },
    terminal: { terminalNo: TERMINALS[0] },
  });
  const ids = [first.terminal.id];
  for (const terminalNo of TERMINALS.slice(1))
    ids.push((await room.addTerminal(first.merchant.id, terminalNo)).id);
  return ids;
}

/** Lines of three terminals in a disorder of their own, some bad, some twice, some late. */
function linesOf(count: number): readonly { readonly owner: number; readonly text: string }[] {
  let state = 7;
  const dice = (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  return Array.from({ length: count }, (_, i) => {
    const owner = dice(3);
    const late = dice(50) === 0 ? 86_400_000 : 0;
    const time = dice(200) === 0 ? 'soon' : new Date(Date.UTC(2024, 0, 1) + i * 37_000 - late).toISOString();
    const reference = dice(3) === 0 ? `R${dice(20_000)}` : '';
    const card = dice(9) === 0 ? '4111111111111111' : `card-${dice(3_000)}`;
    return {
      owner,
      text: `${MERCHANT_NO},${TERMINALS[owner]},${time},${1 + dice(900)}.50,${card},${reference}`,
    };
  });
}

const fileOf = (lines: readonly string[]): string =>
  ['merchant_no,terminal_no,occurred_at,amount,card,reference', ...lines, ''].join('\n');

async function contentOf(room: ImportRoom, terminalId: string): Promise<unknown> {
  const blocks = await room.database.query(
    `SELECT position, rows, encode(digest, 'hex') AS digest FROM history_block WHERE terminal_id = $1 ORDER BY position`,
    [terminalId],
  );
  const [rows] = await room.database.query(
    `SELECT count(*), md5(string_agg(line || natural_key || occurred_at || amount_fen || coalesce(card_token, '') || id, ',' ORDER BY id))
     FROM transaction WHERE terminal_id = $1`,
    [terminalId],
  );
  const [rejects] = await room.database.query(
    `SELECT count(*), md5(string_agg(line || reason || message || columns, ',' ORDER BY line)) FROM import_reject
     WHERE import_id IN (SELECT id FROM history_import WHERE terminal_id = $1)`,
    [terminalId],
  );
  return { blocks, rows, rejects };
}

it('leaves rows, rejects and block digests as importing each terminal’s lines by themselves does', async () => {
  const lines = linesOf(LINES);
  const routedTo = await terminalsOf(together);
  const { id } = await together.route(fileOf(lines.map(({ text }) => text)));
  // In the order of their numbers, so that both desks give the same ids.
  for (const { import: part } of await together.parts(id)) await together.run(part.id);
  expect(await together.routedQuery.get(AGENT, id)).toMatchObject({ state: 'finished', linesDone: LINES });

  const sentTo = await terminalsOf(alone);
  for (const [owner, terminalId] of sentTo.entries()) {
    // Blank where the others' lines are, so that each keeps its number.
    const own = fileOf(lines.map((line) => (line.owner === owner ? line.text : '')));
    await alone.import(terminalId, own);
    const expected = await contentOf(alone, terminalId);
    expect(expected).toMatchObject({ blocks: [{ rows: 16_384 }] });
    expect(await contentOf(together, routedTo[owner]!)).toEqual(expected);
    expect(await together.blocks.verify(routedTo[owner]!)).toMatchObject({ differsAt: null });
  }
});
