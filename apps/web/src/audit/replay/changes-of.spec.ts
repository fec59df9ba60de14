import { changesByEvent, valuesOf } from './changes-of';

let seq = 0;
const record = (said: object, body: string | null = null) => ({
  ...{ seq: seq++, body, salt: null, proof: [] },
  entry: JSON.stringify({ kind: 'change', actor: 'user:a', action: 'insert', ...said }),
});
const raised = { subject: 'freeze_case', action: 'update', columns: ['state', 'version'] };
const event = { subject: 'case_event' };
const told = (records: readonly ReturnType<typeof record>[]): string[][] =>
  changesByEvent(records).map((group) => group.map(({ said }) => said.subject));

it('puts the rows of an action to its event, before it and after', () => {
  expect(
    told([
      record({ subject: 'freeze_case' }),
      record(event),
      record({ subject: 'measure' }),
      record(raised),
      record(event),
      record({ subject: 'evidence_item' }),
    ]),
  ).toEqual([
    ['freeze_case', 'case_event', 'measure'],
    ['freeze_case', 'case_event', 'evidence_item'],
  ]);
});

it('parts actions by a look between them, by who wrote, and by the request', () => {
  expect(
    told([
      record({ subject: 'scan' }),
      record(event),
      record({ kind: 'read', subject: 'freeze_case' }),
      record({ subject: 'scan' }),
      record(event),
      record({ subject: 'scan', actor: 'user:b' }),
      record({ ...event, actor: 'user:b' }),
      record({ subject: 'scan', actor: 'user:b', request: 'r' }),
      record({ ...event, actor: 'user:b', request: 'r' }),
    ]),
  ).toEqual([
    ['scan', 'case_event'],
    ['scan', 'case_event'],
    ['scan', 'case_event'],
    ['scan', 'case_event'],
  ]);
});

it('leaves what a job wrote without an event with the one before', () => {
  expect(
    told([record(event), record({ subject: 'scan', actor: 'system:worker' }), record(raised), record(event)]),
  ).toEqual([
    ['case_event', 'scan'],
    ['freeze_case', 'case_event'],
  ]);
});

it('tells what was before and after, without the marks of every change', () => {
  const body = JSON.stringify({
    before: { state: 'reported', version: 1, queue: null },
    after: { state: 'investigating', version: 2, queue: 'trading' },
  });
  expect(valuesOf({ body })).toEqual([
    { column: 'state', before: 'reported', after: 'investigating' },
    { column: 'queue', before: null, after: 'trading' },
  ]);
  expect(valuesOf({ body: null })).toEqual([]);
});
