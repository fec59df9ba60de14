import { randomUUID } from 'node:crypto';
import { AuditNumbering, recordRead, recordRefusal } from '@thaw/audit';
import type { Actor } from '@thaw/kernel';
import { Client } from 'pg';
import type { Database } from '@thaw/platform';
import { DatabaseRoom } from '../support/database-room';

let room: DatabaseRoom;
beforeAll(async () => (room = await DatabaseRoom.prepare()));
afterEach(() => room.clear());
afterAll(() => room.peer.drop());

interface Entry {
  readonly at: string;
  readonly actor: string;
  readonly kind: string;
  readonly action: string;
  readonly subject: string;
  readonly key?: string;
  readonly case?: string;
  readonly columns?: readonly string[];
  readonly commitment?: string;
  readonly code?: string;
  readonly rows?: number;
}
interface Waiting {
  readonly entry: Entry;
  readonly body: string | null;
}

const STAFF: Actor = {
  kind: 'user',
  userId: '00000000-0000-4000-8000-0000000000e1',
  displayName: 's',
  roles: ['agent'],
  merchantId: null,
};

const waiting = () => room.peer.query<Waiting>('SELECT entry, body FROM audit_inbox ORDER BY place');
const forget = () => room.peer.query('DELETE FROM audit_inbox');
const merchantNo = (): string => String(Math.floor(Math.random() * 1e15)).padStart(15, '9');
const merchant = (tx: { query: (sql: string, values: unknown[]) => Promise<unknown> }, no = merchantNo()) =>
  tx.query(
    `INSERT INTO merchant (id, merchant_no, name, social_credit_code, mcc, address, created_at, tier)
     VALUES ($1, $2, 'shop', 's', '5411', 'street', now(), 'standard')`,
    [randomUUID(), no],
  );

describe('a change', () => {
  it('is recorded in its own commit: by whom, what and which columns, with what was there before', async () => {
    const serving = room.open(1);
    await forget();
    const no = merchantNo();
    await serving.asActor(STAFF, (tx) => merchant(tx, no));
    await serving.asActor(STAFF, (tx) =>
      tx.query(`UPDATE merchant SET name = 'other', tier = 'key' WHERE merchant_no = $1`, [no]),
    );
    await serving.asActor(STAFF, (tx) => tx.query('UPDATE merchant SET name = name'));
    await expect(
      serving.asActor(STAFF, async (tx) => {
        await merchant(tx);
        throw new Error('taken back');
      }),
    ).rejects.toThrow('taken back');
    const [made, changed, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(made).toMatchObject({
      entry: { actor: `user:${STAFF.userId}`, kind: 'change', action: 'insert', subject: 'merchant' },
      body: null,
    });
    expect(changed?.entry).toMatchObject({
      action: 'update',
      columns: ['name', 'tier'],
      key: made?.entry.key,
    });
    expect(JSON.parse(changed?.body ?? '')).toEqual({
      before: { name: 'shop', tier: 'standard' },
      after: { name: 'other', tier: 'key' },
    });
    // What stands for good tells no value.
    expect(JSON.stringify([made?.entry, changed?.entry])).not.toMatch(/shop|street|other/);
  });

  it('by whoever goes round the house is recorded too, under the login that did it', async () => {
    await merchant(room.peer);
    await forget();
    await room.peer.query(`UPDATE merchant SET mcc = '5812'`);
    expect((await waiting()).map(({ entry }) => [entry.actor, entry.action])).toContainEqual([
      'database:postgres',
      'update',
    ]);
    await room.peer.query(`INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
      SELECT gen_random_uuid(), '12345678', id, 'standard', now() FROM merchant LIMIT 1`);
    await forget();
    await room.peer
      .query(`INSERT INTO location_fix (terminal_id, at, source, lat_e6, lon_e6, received_at, reported_by)
      SELECT t.id, now(), 'device', 1, g, now(), 'machine:x' FROM terminal t, generate_series(1, 300) g`);
    expect((await waiting()).map(({ entry }) => [entry.action, entry.subject, entry.rows])).toEqual([
      ['insert', 'location_fix', 300],
    ]);
    await room.peer.query('TRUNCATE saved_view');
    expect((await waiting()).map(({ entry }) => `${entry.action} ${entry.subject}`)).toContain(
      'truncate saved_view',
    );
  });

  it('of a secret says that it changed and keeps nothing of it; what only counts is none', async () => {
    await room.peer.query(
      `INSERT INTO app_user (id, login, display_name, password_hash, locale, created_at)
       VALUES ('00000000-0000-4000-8000-0000000000e1', 'somebody', 'S', 'hash-one', 'zh', now())`,
    );
    await room.peer.query(
      `INSERT INTO session (id, token_hash, user_id, created_at, last_seen_at, expires_at)
       VALUES (gen_random_uuid(), 'token-hash', '00000000-0000-4000-8000-0000000000e1', now(), now(), now())`,
    );
    await forget();
    await room.peer.query(`UPDATE app_user SET password_hash = 'hash-two'`);
    await room.peer.query(`UPDATE session SET last_seen_at = now() + '1 minute'`);
    await room.peer.query('DELETE FROM session');
    const records = await waiting();
    expect(records.map(({ entry }) => [entry.subject, entry.action, entry.columns])).toEqual([
      ['app_user', 'update', ['password_hash']],
      ['session', 'delete', undefined],
    ]);
    expect(JSON.stringify(records)).not.toMatch(/hash-one|hash-two|token-hash|746f6b656e/);
  });
});

describe('whoever serves', () => {
  const refusedWith = async (serving: Database, sql: string): Promise<string> => {
    try {
      await serving.asActor(STAFF, (tx) => tx.query(sql));
      return 'done';
    } catch (error) {
      return (error as { driverError?: { code?: string } }).driverError?.code ?? String(error);
    }
  };

  it.each([
    `INSERT INTO audit_inbox (entry) VALUES ('{}')`,
    'DELETE FROM audit_inbox',
    `UPDATE audit_inbox SET entry = '{}'`,
    'SELECT entry FROM audit_inbox',
    `INSERT INTO audit_record (seq, entry) VALUES (0, '{}')`,
    'UPDATE audit_record SET body = NULL',
    'DELETE FROM audit_record',
    'TRUNCATE audit_record',
    'INSERT INTO audit_node (level, index, hash) VALUES (0, 0, sha256(NULL))',
    'UPDATE audit_node SET hash = hash',
    'DELETE FROM audit_node',
    `UPDATE audit_checkpoint SET note = ''`,
    'DELETE FROM audit_checkpoint',
    `SELECT audit_entry('{}')`,
    `SELECT audit_table('outbox', '{id}')`,
    'ALTER TABLE merchant DISABLE TRIGGER audit_change',
    `CREATE TEMP TABLE mine (id int);
     CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION audit_change('{}', '{}', '{}')`,
  ])('cannot: %s', async (sql) => {
    expect(await refusedWith(room.open(1), sql)).toBe('42501');
  });

  it('writes reads and refusals of whoever acts, and no change', async () => {
    const serving = room.open(1);
    await forget();
    const id = randomUUID();
    await serving.asActor(STAFF, async (tx) => {
      await recordRead(tx, 'look', { subject: 'freeze_case', key: id, caseId: id });
      await recordRefusal(
        tx,
        'GET /v1/x',
        { subject: 'route', key: null },
        { code: 'FORBIDDEN' },
        { address: '::1' },
      );
    });
    const [read, refusal] = await waiting();
    expect(read).toMatchObject({
      entry: { actor: `user:${STAFF.userId}`, kind: 'read', action: 'look', case: id, key: id },
      body: null,
    });
    expect(refusal).toMatchObject({
      entry: { kind: 'refusal', code: 'FORBIDDEN' },
      body: '{"address": "::1"}',
    });
    expect(refusal?.entry.commitment).toMatch(/^[0-9a-f]{64}$/);
    const forged = `SELECT audit_write('change', 'update', 'merchant', 'x', NULL, '{}', NULL)`;
    expect(await refusedWith(serving, forged)).toBe('22023');
  });

  it('reads records for staff; a merchant, and nobody, sees none', async () => {
    const serving = room.open(1);
    await merchant(room.peer);
    await new AuditNumbering(serving).numberCommitted();
    const seenBy = async (actor: Actor): Promise<number> => {
      const [row] = await serving.asActor(actor, (tx) =>
        tx.query<{ count: string }[]>('SELECT count(*) FROM audit_record'),
      );
      return Number(row?.count);
    };
    expect(await seenBy(STAFF)).toBeGreaterThan(0);
    expect(await seenBy({ ...STAFF, roles: ['merchant'], merchantId: randomUUID() })).toBe(0);
    const nobody = new Client({ connectionString: room.peer.url });
    await nobody.connect();
    await nobody.query('SET ROLE thaw_serving');
    expect((await nobody.query('SELECT 1 FROM audit_record')).rows).toEqual([]);
    await nobody.end();
  });
});
