import { randomUUID } from 'node:crypto';
import { actorRef, systemActor, type Actor, type UserActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RuleSetRoom } from '../support/rule-set-room';

let room: RuleSetRoom;
beforeAll(async () => (room = await RuleSetRoom.open()));
afterAll(() => room.close());

const actorOf = (id: string): UserActor => ({
  kind: 'user',
  userId: id,
  displayName: 'someone',
  roles: ['risk_officer'],
  merchantId: null,
});
const [A, B] = [actorOf(randomUUID()), actorOf(randomUUID())];
const run = (actor: Actor, sql: string, ...parameters: unknown[]): Promise<unknown> =>
  room.api.app.get(Database).asActor(actor, (tx) => tx.query(sql, parameters));
const refused = async (actor: Actor, sql: string, ...parameters: unknown[]): Promise<string> => {
  try {
    await run(actor, sql, ...parameters);
  } catch (error) {
    const { constraint, code } = (error as { driverError?: object }).driverError as Record<string, string>;
    return constraint ?? code ?? '';
  }
  return 'done';
};
const SUBMIT = `UPDATE rule_set SET submitted_by = $2, submitted_at = now(),
    submitted_against = (SELECT id FROM rule_set WHERE state = 'active') WHERE number = $1`;
const ACTIVATE = `UPDATE rule_set SET state = 'active', activated_by = $2, activated_at = now() WHERE number = $1`;
let number: number;

beforeAll(async () => {
  // So that there is a retired one, too.
  await room.taken(room.zhou, await room.taken(room.sun, await room.changedDraft(), 'submit'), 'activate');
  ({ number } = await room.changedDraft());
  // A's alone, whoever made it in fact.
  await room.asOwner(`UPDATE rule_set SET created_by = $2, edited_by = $2 WHERE number = $1`, [
    number,
    actorRef(A),
  ]);
});

it('keeps one active set, never two and never none', async () => {
  await run(A, SUBMIT, number, actorRef(A));
  expect(await refused(B, ACTIVATE, number, actorRef(B))).toBe('rule_set_active');
  expect(
    await refused(B, `UPDATE rule_set SET state = 'retired', retired_at = now() WHERE state = 'active'`),
  ).toBe('rule_set_never_none');
  expect(await refused(B, `INSERT INTO rule_set (id, number, version, name, state, rules, created_by, created_at, edited_by,
      edited_at, activated_by, activated_at) SELECT gen_random_uuid(), 900, 1, 'x', 'active', rules, created_by, now(), edited_by,
      now(), activated_by, now() FROM rule_set WHERE state = 'active'`)).toBe('rule_set_begins'); // prettier-ignore
});

it('lets nobody activate what they drafted, nor under another name', async () => {
  expect(await refused(A, ACTIVATE, number, actorRef(A))).toBe('rule_set_second_person');
  expect(await refused(A, ACTIVATE, number, actorRef(B))).toBe('rule_set_actor');
  // Sun made it, by its history, whatever the row now says.
  expect(await refused(room.sun.actor, ACTIVATE, number, actorRef(room.sun.actor))).toBe(
    'rule_set_second_person',
  );
  const other = await room.changedDraft();
  expect(await refused(B, SUBMIT, other.number, actorRef(A))).toBe('rule_set_actor');
  expect(await refused(systemActor('setup'), ACTIVATE, number, 'system:setup')).toBe(
    'rule_set_second_person',
  );
});

const MADE = `INSERT INTO rule_set (id, number, version, name, state, rules, created_by, created_at, edited_by, edited_at,
    submitted_by, submitted_at, submitted_against)
  SELECT gen_random_uuid(), $1, 1, 'x', 'draft', rules, $2, now(), $3, now(), $4, CASE WHEN $4::text IS NOT NULL THEN now() END,
    CASE WHEN $4::text IS NOT NULL THEN id END FROM rule_set WHERE state = 'active'`;
const TOLD = `INSERT INTO rule_set_event (rule_set_id, version, at, actor, type, data, note)
  SELECT id, $2, now(), $3, $4, '{}', '' FROM rule_set WHERE number = $1`;

it('begins no set and no history in another’s name', async () => {
  const [a, b] = [actorRef(A), actorRef(B)];
  expect(await refused(B, MADE, 901, a, a, null)).toBe('rule_set_actor');
  expect(await refused(B, MADE, 901, b, a, null)).toBe('rule_set_actor');
  expect(await refused(B, MADE, 901, 'system:setup', 'system:setup', null)).toBe('rule_set_actor');
  expect(await refused(B, MADE, 901, b, b, a)).toBe('rule_set_submitted');
  expect(await refused(B, MADE, 901, b, b, b)).toBe('rule_set_submitted');
  expect(await refused(B, MADE, 901, b, b, null)).toBe('done');
  expect(await refused(B, TOLD, 901, 1, a, 'created')).toBe('rule_set_event_actor');
  expect(await refused(B, TOLD, 901, 1, 'system:setup', 'activated')).toBe('rule_set_event_actor');
  expect(await refused(B, TOLD, 1, 99, 'system:setup', 'activated')).toBe('rule_set_event_actor');
  expect(await refused(B, TOLD, 901, 1, b, 'created')).toBe('done');
});

it('changes no rules but a draft’s', async () => {
  const rules = `UPDATE rule_set SET rules = '{}' WHERE state = $1`;
  for (const state of ['active', 'retired']) expect(await refused(A, rules, state)).toBe('rule_set_frozen');
  expect(await refused(A, `UPDATE rule_set SET rules = '{}' WHERE number = $1`, number)).toBe(
    'rule_set_submitted',
  );
  expect(await refused(B, `UPDATE rule_set SET rules = '{}', submitted_by = NULL, submitted_at = NULL,
      submitted_against = NULL WHERE number = $1`, number)).toBe('rule_set_actor'); // prettier-ignore
  expect(await refused(A, `UPDATE rule_set SET created_by = 'user:x' WHERE number = $1`, number)).toBe(
    'rule_set_origin',
  );
  expect(await refused(A, `UPDATE rule_set SET state = 'draft' WHERE state = 'retired'`)).toMatch(
    /rule_set_(step|activated)/,
  );
});

it('forgets no set and no event', async () => {
  expect(await refused(A, 'DELETE FROM rule_set')).toBe('42501');
  for (const sql of [
    'DELETE FROM rule_set',
    'DELETE FROM rule_set_event',
    `UPDATE rule_set_event SET note = ''`,
  ]) {
    await expect(room.api.database.query(sql)).rejects.toThrow('insert-only');
  }
});
