import { CaseEvent, EventContent, type EventBody } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { commit } from '../../libs/cases/src/event-log';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { TestDesk } from '../support/test-desk';

/** Words that people write on the way; none of them may be in an event. */
const WORDS = [
  'WORDS-agent',
  'WORDS-merchant',
  'WORDS-supervisor',
  'WORDS-reviewer',
  'WORDS-finding',
] as const;
const [AGENT, MERCHANT, SUPERVISOR, REVIEWER, FINDING] = WORDS;
const INSUFFICIENT_PRIVILEGE = '42501';

interface Row {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly from_state: string | null;
  readonly to_state: string;
  readonly data: object;
  readonly commitment: Buffer | null;
  readonly salt: Buffer | null;
  readonly body: EventBody | null;
}

let desk: TestDesk;
let driven: DrivenCase;
let events: readonly Row[];

const readEvents = (): Promise<Row[]> =>
  desk.database.query<Row>(
    `SELECT e.*, c.salt, c.body FROM case_event e LEFT JOIN event_content c ON c.event_id = e.id
     WHERE e.case_id = (SELECT id FROM freeze_case WHERE number = $1) ORDER BY e.seq`,
    [driven.number],
  );

const standing = async () =>
  (
    await desk.database.query<{ state: string; version: number; merchant_version: number }>(
      'SELECT state, version, merchant_version FROM freeze_case WHERE number = $1',
      [driven.number],
    )
  )[0]!;

/** A case through evidence, a return, an appeal and a restore, with words at every step. */
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  const cast = await castOf(desk);
  driven = await DrivenCase.open(desk, cast);
  const states: string[] = [];
  const act = async (...step: Parameters<DrivenCase['act']>): Promise<void> => {
    await driven.act(...step);
    // The state column and the newest event never disagree.
    const [last] = (await readEvents()).slice(-1);
    const { state } = await standing();
    expect(last?.to_state).toBe(state);
    states.push(state);
  };
  await act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await act(cast.agent, 'take');
  await act(cast.agent, 'note', { text: AGENT });
  await act(cast.merchant, 'object', { text: MERCHANT });
  await act(cast.merchant, 'message', { text: MERCHANT });
  await driven.supplyEverything();
  await driven.scan();
  const reasons = (await driven.reasons()).map((reason) => ({ ...reason, reason: FINDING }));
  const proposed = {
    measuresAfter: await driven.measures('keep'),
    reasons,
    text: AGENT,
    objectionReply: AGENT,
  };
  await act(cast.agent, 'propose', { outcome: 'T', ...proposed });
  await act(cast.supervisor, 'return', { text: SUPERVISOR });
  await act(cast.agent, 'propose', { outcome: 'T', ...proposed });
  await act(cast.supervisor, 'approve', { text: SUPERVISOR });
  const answers = (await driven.findings(cast.merchant)).map(({ id }) => ({
    findingId: id,
    answer: MERCHANT,
  }));
  await act(cast.merchant, 'appeal', { text: MERCHANT, answers });
  const lifted = { outcome: 'U', measuresAfter: await driven.measures('lift'), reasons };
  await act(cast.reviewer, 'overturn', { extent: 'full', text: REVIEWER, ...lifted });
  await driven.becomes('monitoring');
  expect(new Set(states).size).toBeGreaterThan(4);
  events = await readEvents();
});
afterAll(() => desk.stop());

describe('the timeline', () => {
  it('has every step in order, without a gap, and ends where the case stands', async () => {
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    events.slice(1).forEach((event, index) => expect(event.from_state).toBe(events[index]?.to_state));
    expect(events[0]).toMatchObject({ type: 'opened', from_state: null, to_state: 'reported' });
    const { state, version, merchant_version: merchants } = await standing();
    expect(events.at(-1)?.to_state).toBe(state);
    // Every step raised the version by one; only work beside the case did not.
    const beside = events.filter(({ type }) => /^(scan_|clock_|history_)/.test(type));
    expect(version).toBe(events.length - beside.length);
    // The merchant's counts the steps that the merchant is shown; nobody here opened a letter.
    const { body } = await driven.cast.merchant.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
    expect(merchants).toBe(body.items.length);
    expect(merchants).toBeLessThan(version);
  });

  it('holds ids and codes, and the words lie beside it under a commitment that fits', () => {
    for (const { data } of events) expect(JSON.stringify(data)).not.toContain('WORDS');
    const worded = events.filter(({ body }) => body !== null);
    for (const { commitment, salt, body } of worded) {
      expect(salt).toHaveLength(16);
      expect(commit(salt!, body!).equals(commitment!)).toBe(true);
      expect(commit(salt!, { ...body, text: 'other words' }).equals(commitment!)).toBe(false);
    }
    for (const { commitment, body } of events) expect(commitment === null).toBe(body === null);
    const salts = worded.map(({ salt }) => salt!.toString('hex'));
    expect(new Set(salts).size).toBe(salts.length);
    // Notes and messages have tables of their own; all else that was said is here.
    const said = JSON.stringify(worded.map(({ body }) => body));
    for (const words of WORDS) expect(said).toContain(words);
  });
});

interface Refusal {
  readonly code?: string;
  readonly driverError?: { readonly code?: string };
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    const { code, driverError } = error as Refusal;
    return code ?? driverError?.code ?? String(error);
  }
};

const serving = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  desk.api.get(Database).asActor(systemActor('setup'), work);

describe('what is told cannot be untold', () => {
  const CHANGES = [
    `UPDATE case_event SET type = 'x'`,
    `UPDATE case_event SET data = '{}' WHERE seq = 1`,
    'DELETE FROM case_event',
    'DELETE FROM case_event WHERE false',
    'TRUNCATE case_event CASCADE',
    `INSERT INTO case_event (id, case_id, seq, at, type, actor, persona, to_state, data)
       OVERRIDING SYSTEM VALUE SELECT id, case_id, seq, at, 'x', actor, persona, to_state, data FROM case_event
       ON CONFLICT (id) DO UPDATE SET type = 'x'`,
  ];

  it.each(CHANGES)('by the serving role, which was never granted it: %s', async (sql) => {
    expect(await codeOf(serving((tx) => tx.query(sql)))).toBe(INSUFFICIENT_PRIVILEGE);
  });

  it.each(CHANGES)('nor by the owner, whom a trigger stops: %s', async (sql) => {
    const [before] = await desk.database.query('SELECT count(*) FROM case_event');
    expect(await codeOf(desk.database.query(sql))).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await desk.database.query('SELECT count(*) FROM case_event')).toEqual([before]);
  });

  it('but words can be erased, and the event and its commitment stand', async () => {
    const event = events.find(({ type }) => type === 'objected')!;
    expect(await codeOf(serving((tx) => tx.delete(EventContent, { eventId: event.id })))).toBe(
      INSUFFICIENT_PRIVILEGE,
    );
    expect(await codeOf(serving((tx) => tx.update(EventContent, { eventId: event.id }, { body: {} })))).toBe(
      INSUFFICIENT_PRIVILEGE,
    );
    await desk.database.query('DELETE FROM event_content WHERE event_id = $1', [event.id]);
    const { body } = await driven.cast.agent.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
    const told = (body.items as { seq: number; type: string; content: unknown }[])[event.seq - 1];
    expect(told).toMatchObject({ type: 'objected', content: null });
    expect(JSON.stringify(body)).toContain(SUPERVISOR);
    const [row] = await serving((tx) => tx.findBy(CaseEvent, { id: event.id }));
    expect(row?.commitment?.equals(event.commitment!)).toBe(true);
  });
});
