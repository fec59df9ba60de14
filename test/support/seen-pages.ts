import { randomUUID } from 'node:crypto';
import type { Role, UserActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import fc from 'fast-check';
import { readListing, type CaseListing, type Condition } from '../../libs/cases/src/listing/case-listing';
import { CasePages } from '../../libs/cases/src/listing/case-pages.query';
import type { TestApi } from './test-api';

/** A case as it stands in its table, its instants as text exact to the microsecond. */
interface Stored {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly priority: number;
  readonly reason_code: string | null;
  readonly queue: string | null;
  readonly owner_id: string | null;
  readonly opened: number;
  readonly changed: number;
  readonly due: number;
}

interface Person {
  readonly actor: UserActor;
  readonly queues: readonly string[];
}

const QUEUES = ['general', 'fraud', 'tiny', 'single'];

/** Two queues in which few cases are, few cases that nobody has triaged, and people of any queues who own some. */
export async function peopleOfQueues(api: TestApi): Promise<readonly Person[]> {
  await api.database.query(
    `INSERT INTO queue (code, name_zh, name_en, reasons, areas, tiers, position, calendar, round_robin, skills, newcomers, version)
     SELECT code, code, code, '{}', '{}', '{}', 100, 'desk', false, '{}', false, 1 FROM unnest(ARRAY['tiny', 'single']) code`,
  );
  await api.database.query(
    `UPDATE freeze_case SET queue = CASE WHEN n % 48 = 2 THEN NULL WHEN n % 24 = 5 THEN 'tiny' WHEN n = 101 THEN 'single' ELSE 'fraud' END
     FROM (SELECT id AS of, right(number, 4)::int AS n FROM freeze_case WHERE queue IS NULL) s WHERE id = of`,
  );
  const people = [
    [],
    ['tiny'],
    ['single'],
    ['tiny', 'single'],
    ['general'],
    ['general', 'fraud', 'tiny'],
  ].map((queues): Person => ({ actor: actorOf('agent'), queues }));
  people.push(
    { actor: actorOf('supervisor'), queues: ['single'] },
    { actor: actorOf('reviewer'), queues: [] },
  );
  for (const [index, { actor, queues }] of people.entries()) {
    await api.database.query(
      `INSERT INTO app_user (id, login, display_name, password_hash, created_at) VALUES ($1::uuid, $1::text, 'seen', 'x', now())`,
      [actor.userId],
    );
    await api.database.query(
      `INSERT INTO queue_member (queue, user_id, cap, skills, version) SELECT code, $1, 9, '{}', 1 FROM unnest($2::text[]) code`,
      [actor.userId, queues],
    );
    await api.database.query('UPDATE freeze_case SET owner_id = $1 WHERE right(number, 4)::int % 40 = $2', [
      actor.userId,
      index,
    ]);
  }
  return people;
}

const actorOf = (role: Role): UserActor => ({
  kind: 'user',
  userId: randomUUID(),
  displayName: 'seen',
  roles: [role],
  merchantId: null,
});

const some = (values: readonly string[]) => fc.subarray([...values], { minLength: 1 });
const condition: fc.Arbitrary<Condition> = fc.oneof(
  some(['reported', 'investigating', 'monitoring', 'restoring', 'closed']).map((values) => ({ field: 'state', op: 'is', values }) as const),
  some(QUEUES).chain((values) => fc.constantFrom('is', 'is_not').map((op) => ({ field: 'queue', op, values }) as const)),
  fc.constantFrom('is_empty', 'is_not_empty').map((op) => ({ field: 'queue', op, values: [] }) as const),
  some(['me', 'nobody']).chain((values) => fc.constantFrom('is', 'is_not').map((op) => ({ field: 'owner', op, values }) as const)),
  some(['1', '2', '3']).map((values) => ({ field: 'priority', op: 'is', values }) as const),
  some(['CASHOUT', 'AML']).map((values) => ({ field: 'reason', op: 'is', values }) as const),
  fc.constantFrom('yes', 'no').map((value) => ({ field: 'overdue', op: 'is', values: [value] }) as const),
); // prettier-ignore

const listing: fc.Arbitrary<CaseListing> = fc
  .record({
    scope: fc.constantFrom('open', 'open', 'closed', 'all'),
    conditions: fc.array(condition, { maxLength: 2 }),
    by: fc.constantFrom('priority', 'decision_due', 'opened', 'changed'),
    descending: fc.boolean(),
  })
  .map(({ scope, conditions, by, descending }) =>
    readListing({
      scope: by === 'priority' || by === 'decision_due' ? 'open' : scope,
      conditions,
      sort: { by, descending },
    }),
  );

class TakenBack extends Error {}

/**
 * Whoever asks, for whatever and in whichever order, the pages of it are what a look at every row gives, and the count as
 * many; and where a case is changed after the first page, all others still come once and in order.
 */
export async function pagesAgree(
  api: TestApi,
  people: readonly Person[],
  now: Date,
  tries: number,
): Promise<void> {
  const pages = api.app.get(CasePages, { strict: false });
  const database = api.app.get(Database, { strict: false });
  const all = fc.record({
    person: fc.constantFrom(...people),
    listing,
    limit: fc.integer({ min: 1, max: 9 }),
    changed: fc.option(fc.record({ place: fc.nat(239), priority: fc.integer({ min: 1, max: 3 }) })),
  });
  await fc.assert(
    fc.asyncProperty(all, async ({ person, listing: asked, limit, changed }) => {
      await database
        .asActor(person.actor, async (tx) => {
          const expected = expectedOf(await storedIn(tx), person, asked, now);
          expect(await pages.count(tx, person.actor, asked)).toEqual({
            count: expected.length,
            capped: false,
          });
          const seen: string[] = [];
          let moved: string | undefined;
          for (let cursor: string | undefined; ;) {
            const { items, next } = await pages.page(tx, person.actor, asked, { cursor, limit });
            seen.push(...items.map(({ number }) => number));
            if (next === null) break;
            cursor = next;
            if (changed && moved === undefined) moved = await change(tx, changed);
          }
          const others = (numbers: readonly string[]) => numbers.filter((number) => number !== moved);
          expect(others(seen)).toEqual(others(expected));
          throw new TakenBack();
        })
        .catch((error: unknown) => {
          if (!(error instanceof TakenBack)) throw error;
        });
    }),
    { numRuns: tries },
  );
}

async function change(tx: Tx, { place, priority }: { place: number; priority: number }): Promise<string> {
  const number = `FZ-20261101-${String(place + 1).padStart(4, '0')}`;
  await tx.query(
    `UPDATE freeze_case SET priority = $2, changed_at = now(), decision_due_at = '2020-01-01' WHERE number = $1`,
    [number, priority],
  );
  return number;
}

const storedIn = (tx: Tx): Promise<Stored[]> =>
  tx.query(
    `SELECT id, number, state, priority, reason_code, queue, owner_id, extract(epoch FROM opened_at)::float8 AS opened,
       extract(epoch FROM changed_at)::float8 AS changed, coalesce(extract(epoch FROM decision_due_at)::float8, 'infinity') AS due
     FROM freeze_case`,
  );

/** As the words say it, row by row. */
function expectedOf(stored: readonly Stored[], { actor, queues }: Person, asked: CaseListing, now: Date): string[] {
  const me = actor.userId;
  const sees = ({ queue, owner_id: owner }: Stored): boolean =>
    actor.roles.includes('reviewer') || queue === null || owner === me || queues.includes(queue);
  const inScope = ({ state }: Stored): boolean => asked.scope === 'all' || (state === 'closed') === (asked.scope === 'closed');
  const holds = ({ field, op, values }: Condition, row: Stored): boolean => {
    const is = (value: string | null): boolean => value !== null && values.includes(value) === (op === 'is');
    switch (field) {
      case 'state':
        return is(row.state);
      case 'priority':
        return is(String(row.priority));
      case 'reason':
        return is(row.reason_code);
      case 'owner':
        return is(row.owner_id === null ? 'nobody' : row.owner_id === me ? 'me' : 'other');
      case 'overdue':
        return (row.due < now.getTime() / 1000 && row.state !== 'closed') === values.includes('yes');
      case 'queue':
        if (op === 'is_empty' || op === 'is_not_empty') return (row.queue === null) === (op === 'is_empty');
        return is(row.queue) || (op === 'is_not' && row.queue === null);
      default:
        throw new Error(`no reference for ${field}`);
    }
  };
  const { by, descending } = asked.sort;
  const keys = ({ priority, opened, changed, due, id }: Stored): readonly (number | string)[] =>
    ({ priority: [priority, due, id], decision_due: [due, id], opened: [opened, id], changed: [changed, id] })[by];
  return stored
    .filter((row) => sees(row) && inScope(row) && asked.conditions.every((one) => holds(one, row)))
    .map((row) => ({ number: row.number, keys: keys(row) }))
    .sort((a, b) => {
      const at = a.keys.findIndex((key, index) => key !== b.keys[index]);
      const before = at >= 0 && a.keys[at]! < b.keys[at]!;
      return before === descending ? 1 : -1;
    })
    .map(({ number }) => number);
} // prettier-ignore
