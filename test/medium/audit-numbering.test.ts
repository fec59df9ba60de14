import { AuditNumbering, AuditTree, recordRead } from '@thaw/audit';
import { grow } from '../../libs/audit/src/tree/growth';
import { leafHash } from '../../libs/audit/src/tree/hashes';
import { holdsConsistency, holdsInclusion, rootOf } from '../../libs/audit/src/tree/proofs';
import { DatabaseRoom, SETUP } from '../support/database-room';
import { waitFor } from '../support/wait-for';

let room: DatabaseRoom;
beforeAll(async () => (room = await DatabaseRoom.prepare()));
afterEach(() => room.clear());
afterAll(() => room.peer.drop());

const keep = (tx: Parameters<typeof recordRead>[0], key: string) =>
  recordRead(tx, 'test', { subject: 'numbering', key });
const numbered = () =>
  room.peer.query<{ seq: string; key: string; entry: string }>(
    `SELECT seq, key, entry::text FROM audit_record ORDER BY seq`,
  );

it('gives what is committed later the later number, and waits for nobody', async () => {
  const serving = room.open(3);
  const numbering = new AuditNumbering(serving);
  await numbering.numberCommitted();
  const before = (await numbered()).length;
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let written = (): void => undefined;
  const isWritten = new Promise<void>((resolve) => (written = resolve));
  const slow = serving.asActor(SETUP, async (tx) => {
    await keep(tx, 'slow');
    written();
    await held;
  });
  await isWritten;
  await serving.asActor(SETUP, (tx) => keep(tx, 'quick'));
  expect(await numbering.numberCommitted()).toBe(1);
  letGo();
  await slow;
  expect(await numbering.numberCommitted()).toBe(1);
  expect((await numbered()).slice(before).map(({ seq, key }) => [Number(seq), key])).toEqual([
    [before, 'quick'],
    [before + 1, 'slow'],
  ]);
});

it('loses, doubles and leaves out nothing, with four who write and numberers that are killed in the middle', async () => {
  const serving = room.open(8);
  const numbering = new AuditNumbering(serving);
  await numbering.numberCommitted();
  const before = (await numbered()).length;
  const wanted: string[] = [];
  const writer = async (name: number): Promise<void> => {
    for (let at = 0; at < 60; at++) {
      const key = `${name}/${at}`;
      const kept = await serving
        .asActor(SETUP, async (tx) => {
          await keep(tx, key);
          if (at % 7 === 3) throw new Error('taken back');
        })
        .then(
          () => true,
          () => false,
        );
      if (kept) wanted.push(key);
    }
  };
  // A numberer comes to a stand when its records are moved and their nodes are not there yet.
  await room.peer.query(`CREATE FUNCTION stand() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock_shared(77); RETURN NULL; END $$`);
  await room.peer.query(
    'CREATE TRIGGER stand BEFORE INSERT ON audit_node FOR EACH STATEMENT EXECUTE FUNCTION stand()',
  );
  const writers = [0, 1, 2, 3].map(writer);
  for (let kill = 0; kill < 3; kill++) {
    await serving.asActor(SETUP, (tx) => keep(tx, `kill/${kill}`));
    wanted.push(`kill/${kill}`);
    await room.peer.query('SELECT pg_advisory_lock(77)');
    const doomed = numbering.numberCommitted(50).catch((error: unknown) => error);
    const pid = await waitFor('a numberer to stand in the middle', async () => {
      const [row] = await room.peer.query<{ pid: number }>(
        `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 77`,
      );
      return row?.pid;
    });
    await room.peer.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
    expect(await doomed).toBeInstanceOf(Error);
    await room.peer.query('SELECT pg_advisory_unlock(77)');
    await Promise.all([numbering.numberCommitted(9), numbering.numberCommitted(20)]);
  }
  await Promise.all(writers);
  await room.peer.query('DROP TRIGGER stand ON audit_node');
  await Promise.all([numbering.numberCommitted(9), numbering.numberCommitted(20)]);
  const records = await numbered();
  expect(records.map(({ seq }) => Number(seq))).toEqual(records.map((_, at) => at));
  expect(
    records
      .slice(before)
      .map(({ key }) => key)
      .sort(),
  ).toEqual(wanted.sort());
  expect(wanted.length).toBeGreaterThan(200);
  expect(await room.peer.query('SELECT 1 FROM audit_inbox')).toEqual([]);
});

it('grows the tree of RFC 6962 over the very bytes of the entries, and proves from it', async () => {
  const tree = new AuditTree();
  const leaves = (await numbered()).map(({ entry }) => leafHash(Buffer.from(entry)));
  const nodes = await room.peer.query<{ level: number; index: string; hash: Buffer }>(
    'SELECT level, index, hash FROM audit_node ORDER BY level, index',
  );
  const whole = [...grow(0, [], leaves).nodes].sort((a, b) => a.level - b.level || a.index - b.index);
  expect(nodes.map(({ level, index, hash }) => [level, Number(index), hash.toString('hex')])).toEqual(
    whole.map(({ level, index, hash }) => [level, index, Buffer.from(hash).toString('hex')]),
  );
  const kept = new Map(whole.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  const at = (size: number) =>
    rootOf(size, ({ level, index }) => kept.get(`${level}/${index}`) ?? Buffer.alloc(0));
  await room.open(1).asActor(SETUP, async (tx) => {
    const size = await tree.size(tx);
    expect(size).toBe(leaves.length);
    const root = await tree.root(tx, size);
    expect(Buffer.from(root)).toEqual(Buffer.from(at(size)));
    const indexes = [0, 1, 97, size - 1];
    const proofs = await tree.inclusions(tx, indexes, size);
    for (const [place, index] of indexes.entries())
      expect(holdsInclusion(leaves[index]!, { index, size, root }, proofs[place]!)).toBe(true);
    const proof = await tree.consistency(tx, 100, size);
    expect(holdsConsistency({ size: 100, root: at(100) }, { size, root }, proof)).toBe(true);
  });
});
