import { DomainError, Zone } from '@thaw/kernel';
import { CASE_FIELDS, OPERATORS } from './case-fields';
import { CONDITIONS_MOST, readListing, type CaseListing, type Condition, type SortBy } from './case-listing';
import { cursorAfter, readCursor } from './listing-cursor';
import { branchesOf, conditionsSql } from './listing-sql';
import { durationMs, namesTime, timeNamed } from './relative-time';

const NOW = new Date('2026-11-27T17:30:00Z');
const zone = new Zone('Asia/Shanghai');
const asking = { userId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301', now: NOW, zone };

function refusalOf(raw: unknown): DomainError['context'] {
  try {
    readListing(raw);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'INVALID_REQUEST') return error.context;
    throw error;
  }
  throw new Error(`taken: ${JSON.stringify(raw)}`);
}

const withCondition = (condition: unknown): unknown => ({ conditions: [condition] });
const sqlOf = (...conditions: Condition[]) => {
  const values: unknown[] = [];
  const sql = conditionsSql({ scope: 'all', conditions }, (value) => `$${values.push(value)}`, asking);
  return { sql, values };
};

describe('what is asked of cases', () => {
  it('is, left out, all open cases by priority and due time', () => {
    expect(readListing({})).toEqual({
      scope: 'open',
      conditions: [],
      sort: { by: 'priority', descending: false },
    });
  });

  it.each([
    [null, 'listing'],
    [[], 'listing'],
    [{ scope: 'some' }, 'listing.scope'],
    [{ conditions: {} }, 'listing.conditions'],
    [{ conditions: Array(CONDITIONS_MOST + 1).fill({}) }, 'listing.conditions'],
    [{ sort: { by: 'owner_id; DROP TABLE freeze_case' } }, 'listing.sort.by'],
    [{ sort: { by: 'opened', descending: 'yes' } }, 'listing.sort.descending'],
    [{ scope: 'all', sort: { by: 'decision_due' } }, 'listing.sort.by'],
    [withCondition('x'), 'listing.conditions[0]'],
    [withCondition({ field: 'constructor', op: 'is', values: ['x'] }), 'listing.conditions[0].field'],
    [withCondition({ field: 'version', op: 'is', values: ['1'] }), 'listing.conditions[0].field'],
    [withCondition({ field: 'state', op: 'before', values: ['now'] }), 'listing.conditions[0].op'],
    [withCondition({ field: 'state', op: 'is', values: [] }), 'listing.conditions[0].values'],
    [withCondition({ field: 'state', op: 'is', values: ['closed', 'frozen'] }), 'listing.conditions[0].values[1]'],
    [withCondition({ field: 'priority', op: 'is', values: [1] }), 'listing.conditions[0].values[0]'],
    [withCondition({ field: 'owner', op: 'is', values: ['you'] }), 'listing.conditions[0].values[0]'],
    [withCondition({ field: 'merchantNo', op: 'is', values: [`1' OR '1`] }), 'listing.conditions[0].values[0]'],
    [withCondition({ field: 'openedAt', op: 'before', values: ['yesterday'] }), 'listing.conditions[0].values[0]'],
    [withCondition({ field: 'openedAt', op: 'within_last', values: ['now'] }), 'listing.conditions[0].values[0]'],
    [withCondition({ field: 'openedAt', op: 'today', values: ['now'] }), 'listing.conditions[0].values'],
    [withCondition({ field: 'overdue', op: 'is', values: ['maybe'] }), 'listing.conditions[0].values[0]'],
  ])('%j is refused at %s, in both languages', (raw, field) => {
    expect(refusalOf(raw)).toMatchObject({
      field,
      detail: { zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.stringMatching(/^[\w“].*\.$/) },
    });
  }); // prettier-ignore

  it('has SQL for every operator of every field, in which no value stands', () => {
    for (const [field, { kind, operators, ...rest }] of Object.entries(CASE_FIELDS)) {
      for (const op of operators) {
        const named = 'values' in rest ? rest.values?.[0] : undefined;
        const value = named ?? (kind === 'instant' ? (op.startsWith('within') ? '24h' : 'now-3d') : 'me');
        const values = op.includes('empty') || op === 'today' ? [] : [value];
        const condition = { field, op, values } as Condition;
        const { sql, values: bound } = sqlOf(condition);
        expect(sql).toHaveLength(1);
        expect(sql[0]).not.toContain(`'${value}'`);
        expect(bound.length > 0 || values.length === 0 || kind === 'yes_no').toBe(true);
      }
      expect(OPERATORS).toEqual(expect.arrayContaining([...operators]));
    }
  });

  it('asks for me by who asks', () => {
    const owner: Condition = { field: 'owner', op: 'is', values: ['me', 'nobody'] };
    expect(sqlOf(owner).values).toEqual([[asking.userId, '00000000-0000-0000-0000-000000000000']]);
  });

  it('counts days by the desk, where it is Saturday already', () => {
    const { values } = sqlOf({ field: 'decisionDueAt', op: 'today', values: [] });
    expect(values).toEqual([new Date('2026-11-27T16:00:00Z'), new Date('2026-11-28T16:00:00Z')]);
    expect(timeNamed('tomorrow', NOW, zone)).toEqual(new Date('2026-11-28T16:00:00Z'));
    expect(timeNamed('now+24h', NOW, zone)).toEqual(new Date('2026-11-28T17:30:00Z'));
    expect(timeNamed('now-3d', NOW, zone)).toEqual(new Date('2026-11-24T17:30:00Z'));
    expect(timeNamed('2026-11-28T08:00:00+08:00', NOW, zone)).toEqual(new Date('2026-11-28T00:00:00Z'));
  });

  it.each(['0h', '1w', '-1d', '732d', '99999d', '1.5h', '', '24 h'])('knows no length of time %j', (text) => {
    expect(durationMs(text)).toBeNull();
    expect(namesTime(`now+${text}`)).toBe(false);
  });
});

describe('a listing over several owners, states or queues', () => {
  const listing = (by: SortBy, ...conditions: Condition[]): CaseListing =>
    readListing({ conditions, sort: { by } });
  const states: Condition = { field: 'state', op: 'is', values: ['restoring', 'monitoring', 'restoring'] };
  const owner: Condition = { field: 'owner', op: 'is', values: ['me'] };

  it('is walked one by one where that gives the order, each once', () => {
    const branches = branchesOf(listing('priority', states), asking);
    expect(branches.map(({ conditions }) => conditions[0]?.values)).toEqual([['restoring'], ['monitoring']]);
  });

  it('is walked once for a person who is named twice', () => {
    const { userId } = asking;
    const mine: Condition = {
      field: 'owner',
      op: 'is',
      values: ['me', userId, userId.toUpperCase(), 'nobody'],
    };
    expect(branchesOf(listing('priority', mine), asking)).toHaveLength(2);
  });

  it('goes by the owner first, and is one listing where no index leads with it', () => {
    expect(branchesOf(listing('decision_due', states, owner), asking)).toHaveLength(1);
    expect(branchesOf(listing('opened', states), asking)).toEqual([listing('opened', states)]);
    expect(branchesOf(listing('priority', { ...states, op: 'is_not' }), asking)).toHaveLength(1);
  });
});

describe('cursors of a listing', () => {
  const listing = readListing({});
  const end = { keys: ['3', '1795816800.123456'], id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' };

  it('come back as they went, infinity too', () => {
    expect(readCursor(listing, cursorAfter(listing, end))).toEqual(end);
    const never = { ...end, keys: ['3', 'Infinity'] };
    expect(readCursor(listing, cursorAfter(listing, never))).toEqual(never);
  });

  it('of another listing, or with what is no key, are refused', () => {
    const other = readListing({ sort: { by: 'priority', descending: true } });
    const refused = [
      cursorAfter(other, end),
      cursorAfter(listing, { ...end, keys: ['3', 'NaN'] }),
      cursorAfter(listing, { ...end, keys: ['x', '1'] }),
      cursorAfter(listing, { ...end, id: 'x' }),
      '',
      'garbage',
    ];
    for (const cursor of refused) expect(() => readCursor(listing, cursor)).toThrow('INVALID_REQUEST');
  });
});
