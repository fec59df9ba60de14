import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuditCheckpoints,
  AuditDiffersError,
  AuditNumbering,
  AuditTree,
  NotExportedError,
  keyText,
  recordRead,
  recordRefusal,
  type Verdict,
} from '@thaw/audit';
import { newKey } from '@thaw/platform';
import { runAudit } from '../../apps/cli/src/audit/audit.command';
import { DatabaseRoom, SETUP } from '../support/database-room';
import { HASHED_ANEW, RENUMBERED } from '../support/tampered-audit';

const KEY = newKey();
const AT = new Date('2026-11-28T12:00:00.000Z');
const [FIRST, SECOND, UNCOVERED] = [40, 25, 6];
const COVERED = FIRST + SECOND;

let room: DatabaseRoom;
let folder: string;
let numbering: AuditNumbering;
let checkpoints: AuditCheckpoints;
let publicKey: string;

const write = async (count: number): Promise<void> => {
  const serving = room.open(2);
  await serving.asActor(SETUP, async (tx) => {
    for (let at = 0; at < count; at++)
      await recordRefusal(tx, 'look', { subject: 'test', key: String(at) }, {}, { address: '::1' });
  });
  await numbering.numberCommitted();
};

beforeAll(async () => {
  room = await DatabaseRoom.prepare();
  folder = mkdtempSync(join(tmpdir(), 'thaw-checkpoints-'));
  // As the superuser goes round every guard: nothing but what was exported can tell then.
  await room.peer.query('SET session_replication_role = replica');
  await room.peer.query('DELETE FROM audit_inbox');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await room.clear();
  await room.peer.drop();
});

const made = (exportDir: string | null = folder, key: string | null = KEY): AuditCheckpoints => {
  const audit = { key: key === null ? null : Buffer.from(key, 'base64'), exportDir };
  return new AuditCheckpoints({ audit }, room.open(2), new AuditTree());
};

interface Told {
  readonly code: number;
  readonly out: string;
}

async function audit(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Told> {
  let out = '';
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (out += text),
    isTerminal: false,
    ask: () => Promise.resolve(null),
  };
  const code = await runAudit(args, { DATABASE_URL: room.peer.url, ...env }, io);
  return { code, out };
}

const verify = async (...more: readonly string[]): Promise<Verdict & { code: number }> => {
  const { code, out } = await audit([
    'verify',
    '--checkpoints',
    folder,
    '--public-key',
    publicKey,
    '--json',
    ...more,
  ]);
  return { ...(JSON.parse(out) as Verdict), code };
};

/** What is done to the tables is taken back afterwards, whatever it was. */
async function tampered(sql: readonly string[], look: () => Promise<void>): Promise<void> {
  const tables = ['audit_record', 'audit_node'];
  const columns = { audit_record: 'seq, entry, salt, body', audit_node: 'level, index, hash' };
  for (const table of tables) await room.peer.query(`CREATE TABLE was_${table} AS TABLE ${table}`);
  try {
    for (const statement of sql) await room.peer.query(statement);
    await look();
  } finally {
    for (const table of tables as (keyof typeof columns)[]) {
      await room.peer.query(`DELETE FROM ${table}`);
      await room.peer.query(
        `INSERT INTO ${table} (${columns[table]}) SELECT ${columns[table]} FROM was_${table}`,
      );
      await room.peer.query(`DROP TABLE was_${table}`);
    }
  }
}

it('signs and exports checkpoints of what is numbered: by key, when there is something new, and not too often', async () => {
  const serving = room.open(2);
  numbering = new AuditNumbering(serving);
  checkpoints = made();
  await write(FIRST);
  expect(await made(folder, null).sign(AT)).toBeNull();
  expect(await checkpoints.keep(AT)).toBe(1);
  await write(SECOND);
  // Within five minutes of the last one there is no other.
  expect(await checkpoints.keep(new Date(AT.getTime() + 299_000))).toBe(0);
  const later = new Date(AT.getTime() + 300_000);
  expect(await Promise.all([checkpoints.keep(later), made().keep(later)])).toEqual(
    expect.arrayContaining([1, 0]) as unknown,
  );
  expect(await checkpoints.sign(later)).toBeNull();
  await write(UNCOVERED);
  // By a clock that was set back an hour meanwhile it is not too soon.
  const setBack = await checkpoints.sign(new Date(later.getTime() - 3_600_000), 300_000);
  expect(setBack).toContain(`\n${COVERED + UNCOVERED}\n`);
  await room.peer.query('DELETE FROM audit_checkpoint WHERE size > $1', [COVERED]);
  expect(readdirSync(folder).sort()).toEqual(
    [FIRST, COVERED].flatMap((size) =>
      ['checkpoint', 'leaves'].map((kind) => `${String(size).padStart(20, '0')}.${kind}`),
    ),
  );
  publicKey = await serving.asActor(SETUP, async (tx) => keyText((await checkpoints.signer(tx))!));
  const told = await audit(['key'], { THAW_AUDIT_KEY: KEY });
  expect(told).toEqual({ code: 0, out: `${publicKey}\n` });
});

it('finds everything as it was, and says how many newer records none covers', async () => {
  await room
    .open(1)
    .asActor(SETUP, (tx) => recordRead(tx, 'look', { subject: 'test', key: 'no number yet' }));
  expect(await verify()).toEqual({
    records: COVERED + UNCOVERED,
    checkpoints: 2,
    covered: COVERED,
    uncovered: UNCOVERED,
    unnumbered: 1,
    erased: 0,
    difference: null,
    code: 0,
  });
  // The same by the desk's own key.
  const own = { THAW_AUDIT_KEY: KEY, THAW_AUDIT_EXPORT_DIR: folder };
  const { code, out } = await audit(['verify'], own);
  expect([code, out]).toEqual([
    0,
    expect.stringContaining(`尚无检查点覆盖的新记录 ${UNCOVERED} 条，待编号 1 条`),
  ]);
  await room.peer.query('DELETE FROM audit_inbox');
});

const ALTERED = `UPDATE audit_record SET entry = replace(entry::text, '"look"', '"see"')::json WHERE seq = 17`;
it.each([
  ['altered', 17, [ALTERED]],
  ['altered', 17, [ALTERED, ...HASHED_ANEW]],
  ['missing', 23, ['DELETE FROM audit_record WHERE seq = 23']],
  [
    'altered',
    23,
    [
      ...RENUMBERED(`INSERT INTO audit_record (seq, entry) SELECT CASE WHEN seq > 23 THEN seq - 1 ELSE seq END, entry
        FROM moved WHERE seq <> 23`),
      ...HASHED_ANEW,
    ],
  ],
  [
    'altered',
    9,
    [
      ...RENUMBERED(`INSERT INTO audit_record (seq, entry) SELECT seq + CASE WHEN seq >= 9 THEN 1 ELSE 0 END, entry
        FROM moved UNION ALL SELECT 9, replace(entry::text, '"look"', '"forged"')::json FROM moved WHERE seq = 9`),
      ...HASHED_ANEW,
    ],
  ],
  [
    'altered',
    30,
    [
      ...RENUMBERED(`INSERT INTO audit_record (seq, entry)
        SELECT CASE seq WHEN 30 THEN 50 WHEN 50 THEN 30 ELSE seq END, entry FROM moved`),
      ...HASHED_ANEW,
    ],
  ],
  ['missing', 60, ['DELETE FROM audit_record WHERE seq >= 60', ...HASHED_ANEW]],
  ['missing', 0, ['TRUNCATE audit_record', 'TRUNCATE audit_node']],
  ['tree', 5, [`UPDATE audit_node SET hash = sha256(hash) WHERE level = 0 AND index = 5`]],
  ['tree', 8, [`UPDATE audit_node SET hash = sha256(hash) WHERE level = 3 AND index = 1`]],
  ['body', 12, [`UPDATE audit_record SET body = '{"address": "::2"}' WHERE seq = 12`]],
])('names the first record that is %s, %i, whatever was done to the tables', async (fault, first, sql) => {
  await tampered(sql, async () => {
    const { difference, code } = await verify();
    expect([code, difference?.fault, difference?.first]).toEqual([1, fault, first]);
  });
  expect((await verify()).code).toBe(0);
});

it('tells an altered record by what it says now, in words', async () => {
  await tampered([ALTERED], async () => {
    const { out } = await audit([
      'verify', '--checkpoints', folder, '--public-key', publicKey, '--lang', 'en',
    ]); // prettier-ignore
    expect(out).toContain('Record 17 was altered.');
    expect(out).toContain('"see"');
  });
});

it('of records that nothing covers finds only what the tables themselves tell', async () => {
  await tampered([`DELETE FROM audit_record WHERE seq >= ${COVERED}`, ...HASHED_ANEW], async () => {
    expect(await verify()).toMatchObject({ difference: null, records: COVERED, uncovered: 0, code: 0 });
  });
  const newest = `UPDATE audit_record SET entry = replace(entry::text, '"look"', '"see"')::json WHERE seq = ${COVERED + 2}`;
  await tampered([newest], async () => {
    expect((await verify()).difference).toMatchObject({ fault: 'altered', first: COVERED + 2 });
  });
});

it('erases values and stays whole', async () => {
  await tampered(['UPDATE audit_record SET body = NULL, salt = NULL WHERE seq = 12'], async () =>
    expect(await verify()).toMatchObject({ difference: null, code: 0 }),
  );
});

it('signs nothing more once the tree does not go on from what was signed', async () => {
  const later = new Date(AT.getTime() + 900_000);
  await tampered([ALTERED, ...HASHED_ANEW], () =>
    expect(checkpoints.keep(later)).rejects.toBeInstanceOf(AuditDiffersError),
  );
  await tampered(['DELETE FROM audit_record WHERE seq >= 50'], () =>
    expect(checkpoints.keep(later)).rejects.toBeInstanceOf(AuditDiffersError),
  );
});

it('knows what was exported from what was put in its place', async () => {
  const path = (size: number, kind: string) => join(folder, `${String(size).padStart(20, '0')}.${kind}`);
  const changed = async (file: string, change: (was: Buffer) => Buffer | null): Promise<Verdict> => {
    const was = readFileSync(file);
    const now = change(was);
    if (now) writeFileSync(file, now);
    else rmSync(file);
    const verdict = await verify();
    writeFileSync(file, was);
    return verdict;
  };
  const flipped = (was: Buffer): Buffer => Buffer.concat([Buffer.of(was[0]! ^ 1), was.subarray(1)]);
  expect((await changed(path(COVERED, 'checkpoint'), flipped)).difference).toEqual({
    fault: 'checkpoint',
    first: COVERED,
  });
  expect((await changed(path(FIRST, 'leaves'), flipped)).difference).toEqual({
    fault: 'leaves',
    first: FIRST,
  });
  // Without leaves the roots still tell that something differs, and between which checkpoints.
  await tampered([ALTERED, ...HASHED_ANEW], async () => {
    const { difference } = await changed(path(FIRST, 'leaves'), () => null);
    expect(difference).toMatchObject({ fault: 'within', first: 0, last: FIRST - 1 });
  });
  // The newest, taken away with its leaves: what is left agrees with all, but the database knows of it.
  const leaves = readFileSync(path(COVERED, 'leaves'));
  rmSync(path(COVERED, 'leaves'));
  expect((await changed(path(COVERED, 'checkpoint'), () => null)).difference).toEqual({
    fault: 'gone',
    first: COVERED,
  });
  writeFileSync(path(COVERED, 'leaves'), leaves);
  const other = keyText((await room.open(1).asActor(SETUP, (tx) => made(null, newKey()).signer(tx)))!);
  const { code, out } = await audit(['verify', '--checkpoints', folder, '--public-key', other, '--json']);
  expect([code, JSON.parse(out)]).toMatchObject([1, { difference: { fault: 'checkpoint', first: FIRST } }]);
});

it('never overwrites what was exported, and says when the place takes nothing', async () => {
  const later = new Date(AT.getTime() + 1_200_000);
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  await write(1);
  await expect(made(join(file, 'under')).keep(later)).rejects.toBeInstanceOf(NotExportedError);
  const size = COVERED + UNCOVERED + 1;
  const taken = join(folder, `${String(size).padStart(20, '0')}.leaves`);
  writeFileSync(taken, 'something else');
  await expect(checkpoints.keep(later)).rejects.toBeInstanceOf(NotExportedError);
  expect(readFileSync(taken, 'utf8')).toBe('something else');
  rmSync(taken);
  // Signed already, and exported once it can be.
  expect(await checkpoints.keep(later)).toBe(1);
  expect(await verify()).toMatchObject({ difference: null, covered: size, uncovered: 0, checkpoints: 3 });
});

it.each([
  [['verify'], 'THAW_AUDIT_EXPORT_DIR'],
  [['verify', '--checkpoints', '/nowhere/at/all'], '/nowhere/at/all'],
  [['verify', '--checkpoints', '.'], 'THAW_AUDIT_KEY'],
  [['verify', '--checkpoints', '.', '--public-key', 'nonsense'], 'nonsense'],
  [['verify', 'no-such-file.json'], 'no-such-file.json'],
  [['key'], 'THAW_AUDIT_KEY'],
  [['what'], 'audit verify'],
])('thaw audit %j says what is missing', async (args, says) => {
  const { code, out } = await audit(args);
  expect([code, out]).toEqual([2, expect.stringContaining(says)]);
});
