import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { DrivenCase, png, type Cast } from '../factories/freeze-case';
import { fileOf, sale } from './routed-file';
import type { Person, TestDesk } from './test-desk';
import { waitFor } from './wait-for';

export interface CaseThings {
  readonly cast: Cast;
  readonly queue: string;
  readonly number: string;
  readonly caseId: string;
  readonly itemId: string;
  readonly evidenceFile: string;
  readonly proof: string;
  readonly message: string;
  readonly messageFile: string;
  readonly note: string;
  readonly noteFile: string;
  readonly scan: string;
  readonly finding: string;
}

export interface KeptThings {
  readonly view: string;
  readonly template: string;
  readonly macro: string;
  readonly bulk: string | null;
}

/** The staff of each case does not see the other's queue. */
export async function separate(desk: TestDesk, own: Cast, foreign: Cast): Promise<void> {
  const leave = ([queue, { agent, supervisor }]: readonly [string, Cast]): Promise<unknown> =>
    desk.database.query('DELETE FROM queue_member WHERE queue = $1 AND user_id = ANY($2)', [
      queue,
      [agent.id, supervisor.id],
    ]);
  await leave(['records_check', own]);
  await leave(['trading_review', foreign]);
}

export async function keyOf(admin: Person, scope: string): Promise<string> {
  const { body } = await admin.http
    .post('/v1/api-keys')
    .send({ name: scope, scopes: [scope] })
    .expect(201);
  return body.key as string;
}

export async function caseOf(
  desk: TestDesk,
  cast: Cast,
  reasonCode: string,
  queue: string,
): Promise<CaseThings> {
  const { agent, merchant } = cast;
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(agent, 'triage', { reasonCode });
  await driven.act(agent, 'take');
  await driven.scan();
  await driven.act(agent, 'request_evidence', {
    items: [{ code: reasonCode === 'CASHOUT' ? 'E01' : 'E10', required: true }],
    text: 'please',
  });
  const seen = await driven.seenBy(agent);
  if (seen.queue !== queue) throw new Error(`the case is in ${seen.queue}`);
  const { number } = driven;
  const item = (seen.evidence.items as { id: string; code: string }[]).find(
    ({ code }) => code === 'E01' || code === 'E10',
  )!;
  const evidenceFile = (await driven.upload(merchant, item.id)).id as string;
  const sent = async (wall: 'message' | 'note'): Promise<{ readonly id: string; readonly file: string }> => {
    const { body: file } = await agent.http
      .post(`/v1/cases/${number}/${wall}s/files`)
      .attach('file', png(), 'a.png')
      .expect(201);
    await driven.act(agent, wall, { text: 'see the picture', fileIds: [file.id] });
    const { body } = await agent.http.get(`/v1/cases/${number}/${wall}s`).expect(200);
    return { id: (body.items as { id: string }[]).at(-1)!.id, file: file.id as string };
  };
  const message = await sent('message');
  const note = await sent('note');
  const [row] = await desk.database.query<{ id: string; scan: string }>(
    'SELECT c.id, s.id AS scan FROM freeze_case c JOIN scan s ON s.case_id = c.id WHERE c.number = $1',
    [number],
  );
  const [finding] = await driven.findings(agent);
  return {
    ...{ cast, queue, number, evidenceFile },
    caseId: row!.id,
    itemId: item.id,
    proof: await proofLike(desk, evidenceFile, merchant.id),
    ...{ message: message.id, messageFile: message.file, note: note.id, noteFile: note.file },
    scan: row!.scan,
    finding: finding!.id,
  };
}

/** A proof of the merchant's with the bytes of a file that is there: no step of this case waits for one. */
async function proofLike(desk: TestDesk, fileId: string, uploadedBy: string): Promise<string> {
  const id = randomUUID();
  await desk.database.query(
    `INSERT INTO proof_file (id, case_id, file_name, media_type, size_bytes, sha256, blob_key, key_id, wrapped_key, malware_scan, uploaded_at,
         from_merchant, uploaded_by)
       SELECT $1, case_id, file_name, media_type, size_bytes, sha256, blob_key, key_id, wrapped_key, malware_scan,
         uploaded_at, true, $2
       FROM evidence_file WHERE id = $3`,
    [id, uploadedBy, fileId],
  );
  return id;
}

export async function keptBy({ http, role }: Person, number: string): Promise<KeptThings> {
  const made = async (path: string, body: object): Promise<string> =>
    (await http.post(path).set('idempotency-key', randomUUID()).send(body)).body.id as string;
  const name = { zh: '自己的', en: 'my own' };
  return {
    view: await made('/v1/views', { name, listing: {} }),
    template: await made('/v1/reply-templates', {
      name,
      face: 'merchant',
      body: { zh: '您好', en: 'hello' },
    }),
    macro: await made('/v1/macros', { name, steps: [{ do: 'note', text: 'seen' }] }),
    // At a version that has passed: nothing is done to the case.
    bulk:
      role === 'reviewer'
        ? null
        : await made('/v1/bulk-actions', {
            action: 'note',
            payload: { text: 'x' },
            cases: [{ number, version: 1 }],
          }),
  };
}

export async function importsOf(
  desk: TestDesk,
  agent: Person,
  key: string,
  own: CaseThings,
  foreign: CaseThings,
) {
  const sent = async (token: string, path: string, content: string): Promise<string> => {
    const response = await fetch(`${await desk.api.getUrl()}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: formOf(content),
    });
    if (response.status !== 202) throw new Error(await response.text());
    return ((await response.json()) as { id: string }).id;
  };
  const line = (shop: Cast['shop']): string => fileOf(sale(shop), sale(shop, 'never,1,,'));
  const [shop, other] = [own.cast.shop, foreign.cast.shop];
  const importTo = (each: Cast['shop']): string => `/v1/terminals/${each.terminal.id}/imports`;
  const made = {
    import: {
      byAgent: await sent(agent.token, importTo(shop), line(shop)),
      byMachine: await sent(key, importTo(other), line(other)),
    },
    routed_import: {
      byAgent: await sent(agent.token, '/v1/routed-imports', line(shop)),
      byMachine: await sent(key, '/v1/routed-imports', line(other)),
    },
  };
  const done = async (): Promise<boolean> => {
    const [row] = await desk.database.query<{ open: string }>(
      `SELECT count(*) AS open FROM history_import WHERE state NOT IN ('finished', 'failed', 'cancelled')`,
    );
    return row?.open === '0';
  };
  await waitFor('the imports to end', done, { withinMs: 60_000 });
  return made;
}

function formOf(content: string): FormData {
  const form = new FormData();
  form.append('file', new Blob([content]), 'a.csv');
  return form;
}

/** Something in their inbox that is of no case. */
export async function notified(desk: TestDesk, { id }: Person): Promise<string> {
  const [row] = await desk.database.query<{ id: string }>(
    `INSERT INTO notification (id, dedupe_key, recipient_kind, recipient_id, template, content, created_at, routed_at, round_the_clock)
     VALUES (gen_random_uuid(), $1, 'user', $2, 'task', '{}', now(), now(), false) RETURNING id`,
    [`authorisation/${id}`, id],
  );
  return row!.id;
}

/** Beside those that they have; as enrolling as these are. */
export async function sessionOf(
  desk: TestDesk,
  { id: userId }: Person,
): Promise<{ id: string; token: string }> {
  const token = `ths_${randomBytes(32).toString('base64url')}`;
  const [row] = await desk.database.query<{ id: string }>(
    `INSERT INTO session (id, token_hash, user_id, created_at, last_seen_at, expires_at, opened_by, is_enrolling)
     SELECT gen_random_uuid(), $1, user_id, created_at, last_seen_at, expires_at, opened_by, is_enrolling
     FROM session WHERE user_id = $2 ORDER BY created_at LIMIT 1 RETURNING id`,
    [createHash('sha256').update(token, 'ascii').digest(), userId],
  );
  return { id: row!.id, token };
}
