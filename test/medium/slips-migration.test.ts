import { randomUUID } from 'node:crypto';
import { migrate } from '@thaw/platform';
import { MIGRATIONS } from '../../migrations';
import { KeepSlipsAsSaid1795807400000 } from '../../migrations/1795807400000-keep-slips-as-said';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** A desk that has asked for slips, sent files and closed duplicates before the database held which case they are of. */
const BEFORE = MIGRATIONS.slice(0, MIGRATIONS.indexOf(KeepSlipsAsSaid1795807400000));
const [merchantId, terminalId, userId] = [randomUUID(), randomUUID(), randomUUID()];
/** One was a duplicate of the next, which was one of the last; another was closed as one too and opened again. */
const cases = {
  first: randomUUID(),
  next: randomUUID(),
  last: randomUUID(),
  again: randomUUID(),
  own: randomUUID(),
};
const numbers = new Map<string, string>(
  Object.values(cases).map((id, index) => [id, `FZ-20261101-000${index + 1}`]),
);
const slips = { answered: randomUUID(), absent: randomUUID(), reopened: randomUUID(), own: randomUUID() };
const sent = { message: randomUUID(), note: randomUUID(), messageFile: randomUUID(), noteFile: randomUUID() };
const requests = new Map<string, string>(Object.values(cases).map((id) => [id, randomUUID()]));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase('template0');
  await migrate(database.url, BEFORE);
  await load();
  expect(await migrate(database.url, MIGRATIONS)).toContain('KeepSlipsAsSaid1795807400000');
}, 120_000);
afterAll(() => database.drop());

async function load(): Promise<void> {
  const { query } = database;
  await query(
    `INSERT INTO merchant (id, merchant_no, name, social_credit_code, mcc, address, created_at)
    VALUES ($1, '100310054119998', 'old', '91310000MA1FL9998X', '5411', 'here', now())`,
    [merchantId],
  );
  await query(`INSERT INTO terminal VALUES ($1, 'A0000001', $2, 'low_rate', 'CNY', now())`, [
    terminalId,
    merchantId,
  ]);
  await query(
    `INSERT INTO app_user (id, login, display_name, password_hash, created_at) VALUES ($1, 'agent', 'agent', 'x', now())`,
    [userId],
  );
  for (const [id, number] of numbers) {
    const open = id === cases.own || id === cases.again || id === cases.last;
    await query(
      `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reference_version, opened_at,
         opened_by, opened_via, state_since, resolution, closed_at)
       VALUES ($1, $2, 3, 1, $3, $4, $5, 1, '2026-11-01', 'system:setup', 'machine', '2026-11-03', $6, $7)`,
      [
        id,
        number,
        id === cases.own ? terminalId : await anotherTerminal(),
        merchantId,
        open ? 'investigating' : 'closed',
        open ? null : 'duplicate',
        open ? null : '2026-11-04',
      ],
    );
    await query(
      `INSERT INTO evidence_request (id, case_id, round, returns_to, requested_by, requested_at, due_at, pauses_clock, closed_at, closed_as)
       VALUES ($1, $2, 1, 'reviewing', $3, '2026-11-02', '2026-11-09', true, '2026-11-03', 'submitted')`,
      [requests.get(id), id, userId],
    );
  }
  const dismissed = (id: string, into: string) =>
    query(
      `INSERT INTO case_event (case_id, seq, at, type, actor, persona, from_state, to_state, data)
     VALUES ($1, 1, '2026-11-04', 'dismissed', 'user:x', 'agent', 'investigating', 'closed', jsonb_build_object('as', 'duplicate', 'duplicateOf', $2::text))`,
      [id, numbers.get(into)],
    );
  await dismissed(cases.first, cases.next);
  await dismissed(cases.next, cases.last);
  await dismissed(cases.again, cases.last);
  // Files went over then; slips did not.
  await slip(slips.answered, cases.first, 1, await file(cases.last));
  await slip(slips.absent, cases.first, 2, null);
  await slip(slips.reopened, cases.again, 3, await file(cases.last));
  await slip(slips.own, cases.own, 4, await file(cases.own));
  await query(`INSERT INTO case_message VALUES ($1, $2, true, 'user:x', 'hello', now())`, [
    sent.message,
    cases.own,
  ]);
  await query(`INSERT INTO case_note VALUES ($1, $2, 'user:x', 'hello', now())`, [sent.note, cases.own]);
  for (const [kind, id, of] of [
    ['message', sent.messageFile, sent.message],
    ['note', sent.noteFile, sent.note],
  ]) {
    await query(
      `INSERT INTO ${kind}_file (id, case_id, ${kind}_id, file_name, media_type, size_bytes, sha256, blob_key, malware_scan, uploaded_by, uploaded_at)
       VALUES ($1, $2, $3, 'a.png', 'image/png', 1, '\\x00', 'k', 'clean', $4, now())`,
      [id, cases.own, of, userId],
    );
  }
}

async function anotherTerminal(): Promise<string> {
  const id = randomUUID();
  await database.query(
    `INSERT INTO terminal VALUES ($1::uuid, upper(left($1::uuid::text, 8)), $2, 'low_rate', 'CNY', now())`,
    [id, merchantId],
  );
  return id;
}

async function file(caseId: string): Promise<string> {
  const [item, id] = [randomUUID(), randomUUID()];
  await database.query(
    `INSERT INTO evidence_item (id, case_id, code, supplier, required, state, created_at)
     VALUES ($1, $2, 'E01', 'merchant', true, 'supplied', now()) ON CONFLICT DO NOTHING`,
    [item, caseId],
  );
  await database.query(
    `INSERT INTO evidence_file (id, case_id, item_id, file_name, media_type, size_bytes, sha256, blob_key, malware_scan, uploaded_by, uploaded_at)
     SELECT $1, $2, id, 'a.png', 'image/png', 1, '\\x00', 'k', 'clean', 'user:x', now() FROM evidence_item WHERE case_id = $2 AND code = 'E01'`,
    [id, caseId],
  );
  return id;
}

const slip = (id: string, caseId: string, transaction: number, fileId: string | null) =>
  database.query(
    `INSERT INTO slip (id, case_id, terminal_id, transaction_id, occurred_at, amount_fen, currency, request_id, asked_by, asked_at,
       state, revision, file_id, absence_reason, stated, read, answered_by, answered_at, changed_at)
     VALUES ($1, $2, $3, $4, '2026-10-01', 100, 'CNY', $5, $6, '2026-11-02', $7, 1, $8, $9, '{"signed": true}', '{}', 'user:x',
       '2026-11-03', '2026-11-03')`,
    [id, caseId, terminalId, transaction, requests.get(caseId), userId, fileId ? 'answered' : 'absent', fileId, fileId ? null : 'lost'],
  ); // prettier-ignore

it('finds slips of duplicates in the case that took over, where their files are, and leaves others as they are', async () => {
  const found = await database.query<{ id: string }>('SELECT id, case_id, request_id FROM slip');
  const of = new Map(found.map((row) => [row.id, row]));
  for (const id of [slips.answered, slips.absent, slips.reopened])
    expect(of.get(id)).toEqual({ id, case_id: cases.last, request_id: null });
  expect(of.get(slips.own)).toEqual({
    id: slips.own,
    case_id: cases.own,
    request_id: requests.get(cases.own),
  });
});

it.each([
  ['a slip answered by a file of another case', () => `UPDATE slip SET file_id = (SELECT file_id FROM slip WHERE id = '${slips.answered}'), revision = revision + 1 WHERE id = '${slips.own}'`, 'slip_file'],
  ['a slip that a request of another case asked for', () => `UPDATE slip SET request_id = '${requests.get(cases.first)}' WHERE id = '${slips.own}'`, 'slip_request'],
  ['a file of a message that goes with one of another case', () => fileWith('message', `INSERT INTO case_message VALUES ($1, '${cases.last}', true, 'user:x', 'hello', now())`), 'message_file_message'],
  ['a file of a note that goes with one of another case', () => fileWith('note', `INSERT INTO case_note VALUES ($1, '${cases.last}', 'user:x', 'hello', now())`), 'note_file_note'],
  ['an answer rewritten', () => `UPDATE slip SET stated = '{"signed": false}' WHERE id = '${slips.own}'`, 'next revision alone'],
  ['a judgement slipped in', () => `UPDATE slip SET assessment = 'accepted', assessed_by = '${userId}', assessed_at = now() WHERE id = '${slips.own}'`, 'next revision alone'],
  ['a revision that leaps', () => `UPDATE slip SET revision = revision + 2 WHERE id = '${slips.own}'`, 'next revision alone'],
  ['a slip moved with its request', () => `UPDATE slip SET case_id = '${cases.last}', file_id = NULL, state = 'missed', revision = revision + 1 WHERE id = '${slips.own}'`, 'none of its requests'],
])('lets nobody write %s', async (_what, sql, refusal) => {
  await expect(Promise.resolve(sql()).then((text) => database.query(text))).rejects.toThrow(refusal);
}); // prettier-ignore

/** Another message or note, and a statement that sends with it a file of elsewhere that was not sent. */
async function fileWith(kind: 'message' | 'note', insert: string): Promise<string> {
  const [id, fileId] = [randomUUID(), randomUUID()];
  await database.query(insert, [id]);
  await database.query(
    `INSERT INTO ${kind}_file SELECT $1, case_id, NULL, file_name, media_type, size_bytes, sha256, blob_key, malware_scan, uploaded_by, uploaded_at FROM ${kind}_file`,
    [fileId],
  );
  return `UPDATE ${kind}_file SET ${kind}_id = '${id}' WHERE id = '${fileId}'`;
}

it('answers and judges with the next revision', async () => {
  await database.query(`UPDATE slip SET stated = '{"signed": false}', revision = revision + 1 WHERE id = $1`, [slips.own]);
  await database.query(`UPDATE slip SET state = 'withdrawn', file_id = NULL, revision = revision + 1 WHERE id = $1`, [slips.own]);
  await database.query(`UPDATE slip SET state = 'asked', changed_at = now() WHERE id = $1`, [slips.own]);
  expect(await database.query('SELECT revision, state FROM slip WHERE id = $1', [slips.own])).toEqual([{ revision: 3, state: 'asked' }]);
}); // prettier-ignore

it('does the scan of a day once', async () => {
  const done = (at: string) =>
    database.query(`UPDATE watch_scan SET done_at = $2 WHERE case_id = $1`, [cases.own, at]);
  await database.query(`INSERT INTO watch_scan VALUES ($1, '2026-11-05', now())`, [cases.own]);
  await done('2026-11-05');
  await expect(done('2026-11-06')).rejects.toThrow('done once');
});
