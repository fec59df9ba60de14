import type { TestUser } from '../support/test-api';
import { RuleSetRoom, ruleOf, type RuleSetAnswer } from '../support/rule-set-room';

let room: RuleSetRoom;
let sun: TestUser;
let zhou: TestUser;
beforeAll(async () => {
  room = await RuleSetRoom.open();
  ({ sun, zhou } = room);
});
afterAll(() => room.close());

it('begins with one active set of the defaults, whoever asks first and however many at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => room.as(sun).get('/v1/rule-sets').expect(200)),
  );
  for (const { body } of answers) {
    expect((body as { items: RuleSetAnswer[] }).items).toMatchObject([
      { number: 1, version: 1, state: 'active', basedOn: null, activatedBy: 'system:setup' },
    ]);
  }
  const first = await room.get(1);
  expect(first.rules.map(({ standing }) => standing)).toEqual(first.rules.map(() => 'as_set'));
  // As docs/rules.md tells of it.
  expect(ruleOf(first, 'R1a')).toMatchObject({
    title: { zh: '单笔金额超限', en: 'Single amount over the limit' },
    version: 1,
    enabled: true,
    weight: 15,
    maxWeight: 20,
    parameters: [
      {
        name: 'max',
        value: 5_000_000,
        default: 5_000_000,
        min: 100,
        max: 100_000_000_000,
        unit: 'fen',
        unitName: { zh: '分', en: 'fen (minor units)' },
        label: { en: 'Largest amount that does not fire' },
      },
    ],
  });
});

it('goes its whole way: drafted, edited, in shadow, submitted, activated by another, retired', async () => {
  const before = await room.active();
  const made = await room.draft();
  expect(made).toMatchObject({ version: 1, state: 'draft', basedOn: before });
  const narrowed = await room.edited(sun, made, [
    { code: 'R1a', parameters: { max: 3_000_000 }, weight: 18 },
    { code: 'R3', enabled: false },
  ]);
  expect(ruleOf(narrowed, 'R1a')).toMatchObject({ weight: 18, parameters: [{ value: 3_000_000 }] });
  expect(ruleOf(narrowed, 'R3').enabled).toBe(false);
  const differences = await room.as(sun).get(`/v1/rule-sets/${made.number}/differences`).expect(200);
  expect(differences.body).toMatchObject({
    against: before,
    items: [
      { rule: 'R1a', field: 'weight', before: 15, after: 18 },
      {
        rule: 'R1a',
        field: 'parameter',
        parameter: 'max',
        unit: 'fen',
        before: 5_000_000,
        after: 3_000_000,
        title: { zh: '单笔金额超限' },
      },
      { rule: 'R3', field: 'enabled', before: true, after: false },
    ],
  });
  const shadowed = await room.taken(sun, narrowed, 'start-shadow');
  expect(shadowed.state).toBe('shadow');
  const submitted = await room.taken(sun, shadowed, 'submit');
  const activated = (await room.step(zhou, submitted, 'activate', '核对无误 999999000000006').expect(200))
    .body as RuleSetAnswer;
  expect(activated).toMatchObject({ state: 'active', activatedBy: `user:${zhou.actor.userId}` });
  expect(await room.active()).toBe(made.number);
  expect(await room.get(before)).toMatchObject({ state: 'retired' });

  const history = await room.as(zhou).get(`/v1/rule-sets/${made.number}/history`).expect(200);
  const events = (history.body as { items: { type: string; actor: string; note: string; data: object }[] })
    .items;
  const [by, other] = [`user:${sun.actor.userId}`, `user:${zhou.actor.userId}`];
  expect(events.map(({ type, actor }) => [type, actor])).toEqual([
    ['created', by],
    ['edited', by],
    ['shadow_started', by],
    ['submitted', by],
    ['activated', other],
  ]);
  expect(events.at(-1)).toMatchObject({ data: { replaced: before } });
  expect(events.at(-1)!.note).toMatch(/^核对无误 \d{0,6}\*+\d{0,4}$/);
});

it('tells of a submission those who may activate it, once, and nobody who took part', async () => {
  const li = await room.api.user(['agent']);
  const told = async (user: TestUser, number: number): Promise<object[]> => {
    const { body } = await room.as(user).get('/v1/notifications?limit=100').expect(200);
    const { items } = body as { items: { id: string; template: string; title: { zh: string } | null }[] };
    return items.filter(
      ({ template, title }) => template === 'rule_set_submitted' && title?.zh === `规则组 ${number} 待您启用`,
    );
  };
  const set = await room.changedDraft(sun);
  const submitted = (await room.step(sun, set, 'submit', '卡号 999999000000006').expect(200))
    .body as RuleSetAnswer;
  const [notice, ...others] = (await told(zhou, set.number)) as { id: string; caseNumber: null }[];
  expect(others).toEqual([]);
  expect(notice?.caseNumber).toBeNull();
  const { body } = await room.as(zhou).post(`/v1/notifications/${notice?.id}/open`).expect(200);
  const { content } = body as { content: { note: string } };
  expect(content).toMatchObject({
    ruleSet: set.number,
    name: '草稿',
    submittedBy: `user:${sun.actor.userId}`,
  });
  expect(content.note).not.toContain('999999000000006');
  expect([await told(sun, set.number), await told(li, set.number)]).toEqual([[], []]);

  // Zhou edits it, and so may activate it no more: now it waits for Sun's and Zhou's colleagues.
  const edited = await room.edited(zhou, submitted, [{ code: 'R1a', weight: 7 }]);
  await room.taken(zhou, edited, 'submit');
  expect(await told(zhou, set.number)).toHaveLength(1);
  expect(await told(sun, set.number)).toEqual([]);
});

it('names parameter, value, bounds and unit of what it refuses, in the language asked for', async () => {
  const set = await room.draft();
  const { body } = await room.edit(sun, set, [{ code: 'R6b', parameters: { gap: 0 } }]).expect(400);
  expect(body).toMatchObject({
    code: 'INVALID_REQUEST',
    field: 'R6b.gap',
    detail:
      'R6b.gap (Shortest gap that does not fire; seconds) is a whole number from 1 to 86400; its default is 600. Given: "0".',
  });
  const chinese = await room
    .edit(sun, set, [{ code: 'R6b', parameters: { gap: 86_401 } }])
    .set('accept-language', 'zh')
    .expect(400);
  expect((chinese.body as { detail: string }).detail).toBe(
    'R6b.gap（两次使用的最短间隔，单位：秒）应为 1 至 86400 的整数，默认 600；收到“86401”。',
  );
  for (const [rules, field] of [
    [[{ code: 'R1a', weight: 21 }], 'R1a.weight'],
    [[{ code: 'R99' }], 'R99'],
    [[{ code: 'R2', parameters: { n: '3' } }], 'R2.n'],
    [[{ code: 'R2' }, { code: 'R2' }], 'rules'],
    [[{ code: 'R2', color: 1 }], 'rules[0].color'],
  ] as const) {
    const refused = await room.edit(sun, set, [...rules]).expect(400);
    expect(refused.body).toMatchObject({ code: 'INVALID_REQUEST', field });
  }
  expect(await room.get(set.number)).toMatchObject({ version: set.version });
});

it('lets nobody overwrite what they have not seen, and tells what happened since', async () => {
  const set = await room.draft();
  const answers = await Promise.all([
    room.edit(sun, set, [{ code: 'R2', weight: 1 }]),
    room.edit(zhou, set, [{ code: 'R2', weight: 2 }]),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
    code: 'RULE_SET_CHANGED',
    version: 2,
    changes: [{ type: 'edited' }],
  });
  await room.step(sun, set, 'discard').expect(409);
  const now = await room.get(set.number);
  expect(await room.taken(sun, now, 'discard')).toMatchObject({ state: 'discarded' });
});

it('takes back the submission of a draft that is given up', async () => {
  const submitted = await room.taken(sun, await room.changedDraft(sun), 'submit');
  expect(submitted).toMatchObject({ submittedAt: expect.any(String) });
  expect(await room.taken(sun, submitted, 'discard')).toMatchObject({
    state: 'discarded',
    submittedBy: null,
    submittedAt: null,
  });
});

it('keeps whoever had a hand in a draft from activating it', async () => {
  const set = await room.edited(zhou, await room.changedDraft(sun), [{ code: 'R2', weight: 4 }]);
  const submitted = await room.taken(zhou, set, 'submit');
  for (const user of [sun, zhou]) {
    const { body } = await room.step(user, submitted, 'activate').expect(403);
    expect(body).toMatchObject({ code: 'SEPARATION_OF_DUTIES' });
  }
  const third = await room.api.user(['risk_officer']);
  expect(await room.taken(third, submitted, 'activate')).toMatchObject({ state: 'active' });
});

it('activates what was submitted, against what was active then, and nothing else', async () => {
  const [one, two] = [await room.changedDraft(), await room.changedDraft()];
  const unasked = await room.step(zhou, one, 'activate').expect(409);
  expect(unasked.body).toMatchObject({ code: 'GUARD_REFUSED', rule: 'rule_set.submitted' });
  const [first, second] = [await room.taken(sun, one, 'submit'), await room.taken(sun, two, 'submit')];
  const touched = await room.edited(sun, first, [{ code: 'R2', weight: 5 }]);
  await room.step(zhou, touched, 'activate').expect(409);
  await room.taken(zhou, await room.taken(sun, touched, 'submit'), 'activate');
  const stale = await room.step(zhou, second, 'activate').expect(409);
  expect(stale.body).toMatchObject({ code: 'GUARD_REFUSED', rule: 'rule_set.compared' });
  const again = await room.taken(sun, await room.taken(zhou, second, 'return'), 'submit');
  expect(await room.taken(zhou, again, 'activate')).toMatchObject({ state: 'active' });
});

it('submits nothing that is the same as the active set, or that weighs nothing', async () => {
  const same = await room.draft();
  expect((await room.step(sun, same, 'submit').expect(409)).body).toMatchObject({ rule: 'rule_set.differs' });
  const rules = same.rules.map(({ code }) => ({ code, weight: 0 }));
  const light = await room.edited(sun, same, rules);
  expect((await room.step(sun, light, 'submit').expect(409)).body).toMatchObject({ rule: 'rule_set.weighs' });
  // An edit that changes nothing is none.
  expect(await room.edited(sun, light, [{ code: 'R2', weight: 0 }])).toMatchObject({
    version: light.version,
  });
});

it('runs at most three in shadow, and changes none of them', async () => {
  const sets: RuleSetAnswer[] = [];
  for (let i = 0; i < 3; i++) sets.push(await room.taken(sun, await room.draft(), 'start-shadow'));
  const [shadow] = sets;
  const frozen = await room.edit(sun, shadow!, [{ code: 'R2', weight: 1 }]).expect(409);
  expect(frozen.body).toMatchObject({ code: 'GUARD_REFUSED', rule: 'rule_set.state' });
  const fourth = await room.draft();
  expect((await room.step(sun, fourth, 'start-shadow').expect(409)).body).toMatchObject({
    rule: 'rule_set.shadows',
  });
  for (const set of sets) expect(await room.taken(sun, set, 'stop-shadow')).toMatchObject({ state: 'draft' });
  await room.taken(sun, fourth, 'start-shadow');
});

it('brings a set of an older build up to date in a draft, and activates none that is not', async () => {
  const number = await room.active();
  // As a desk would stand after an upgrade that brought X10, raised R6b and took R98 away.
  await room.asOwner(
    `UPDATE rule_set SET rules = jsonb_set(rules - 'X10', '{R6b,version}', '0')
    || '{"R98": {"version": 1, "enabled": true, "weight": 5, "parameters": {}}}' WHERE number = $1`,
    [number],
  );
  const old = await room.get(number);
  expect([ruleOf(old, 'X10'), ruleOf(old, 'R6b')]).toMatchObject([
    { standing: 'unreviewed', weight: 0, enabled: true, setVersion: null },
    { standing: 'rule_changed', weight: 12, setVersion: 0 },
  ]);
  expect(old).toMatchObject({ gone: ['R98'] });
  const made = await room.draft();
  expect(made).toMatchObject({ gone: [] });
  expect(ruleOf(made, 'X10')).toMatchObject({ standing: 'as_set', weight: 2 });
  const { body } = await room.as(sun).get(`/v1/rule-sets/${made.number}/differences`).expect(200);
  const told = (body as { items: { rule: string; field: string }[] }).items.map(
    ({ rule, field }) => `${rule} ${field}`,
  );
  expect(told).toEqual(expect.arrayContaining(['X10 version', 'X10 weight', 'R6b version', 'R98 version']));
  const submitted = await room.taken(sun, made, 'submit');
  await room.asOwner(`UPDATE rule_set SET rules = rules - 'X9' WHERE number = $1`, [made.number]);
  const refused = await room.step(zhou, submitted, 'activate').expect(409);
  expect(refused.body).toMatchObject({ rule: 'rule_set.this_build' });
  const current = await room.edited(sun, await room.taken(zhou, submitted, 'return'), []);
  await room.taken(zhou, await room.taken(sun, current, 'submit'), 'activate');
});

it('opens its doors to whom they are meant for', async () => {
  const [agent, supervisor, reviewer] = await Promise.all([
    room.api.user(['agent']),
    room.api.user(['supervisor']),
    room.api.user(['reviewer']),
  ]);
  await room.as(agent).get('/v1/rule-sets').expect(403);
  const set = await room.draft();
  for (const reader of [supervisor, reviewer]) {
    await room.as(reader).get(`/v1/rule-sets/${set.number}`).expect(200);
    await room.as(reader).post('/v1/rule-sets').send({ basedOn: 1, name: 'x' }).expect(403);
    await room.edit(reader, set, []).expect(403);
    for (const name of ['submit', 'activate', 'return', 'start-shadow', 'stop-shadow', 'discard']) {
      await room.step(reader, set, name).expect(403);
    }
  }
  await room.as(sun).get('/v1/rule-sets/999').expect(404);
  for (const odd of ['0', '-1', 'x', '1.5', '9999999999'])
    await room.as(sun).get(`/v1/rule-sets/${odd}`).expect(400);
});

it('lists the latest first, page by page', async () => {
  const numbers: number[] = [];
  for (let cursor = ''; ;) {
    const { body } = await room.as(sun).get(`/v1/rule-sets?limit=3${cursor}`).expect(200);
    const { items, next } = body as { items: RuleSetAnswer[]; next: string | null };
    numbers.push(...items.map(({ number }) => number));
    if (next === null) break;
    cursor = `&cursor=${next}`;
  }
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => numbers.length - i));
  await room.as(sun).get('/v1/rule-sets?cursor=abc').expect(400);
});
