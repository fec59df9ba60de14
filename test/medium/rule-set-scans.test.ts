import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { REFERENCE_POPULATION } from '@thaw/risk';
import { RULES } from '@thaw/risk/rules';
import { hearQueries } from '../support/query-ear';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let desk: TestDesk;
let sun: Person;
let zhou: Person;
beforeAll(async () => {
  // New sets are measured beside what is tried here: on one shop that costs nothing.
  jest.replaceProperty(REFERENCE_POPULATION, 'shops', 1);
  desk = await TestDesk.start();
  [sun, zhou] = [await desk.person('risk_officer'), await desk.person('risk_officer')];
});
afterAll(() => desk.stop());

interface ScanAnswer {
  readonly id: string;
  readonly state: string;
  readonly score: number | null;
  readonly parts: readonly {
    readonly rule: string;
    readonly weight: number;
    readonly share: number;
    readonly findings: number;
  }[];
  readonly ruleSet: {
    readonly number: number;
    readonly name: string;
    readonly newer: { readonly number: number } | null;
  };
}

interface SetAnswer {
  readonly number: number;
  readonly version: number;
}

const activeNumber = async (): Promise<number> =>
  (await sun.http.get('/v1/rule-sets?state=active').expect(200)).body.items[0].number as number;

const step = async (person: Person, { number, version }: SetAnswer, name: string): Promise<SetAnswer> =>
  (await person.http.post(`/v1/rule-sets/${number}/${name}`).send({ version }).expect(200)).body as SetAnswer;

async function drafted(rules: readonly object[]): Promise<SetAnswer> {
  const wanted = { basedOn: await activeNumber(), name: '试' };
  const { body } = await sun.http.post('/v1/rule-sets').send(wanted).expect(201);
  const { number, version } = body as SetAnswer;
  const edited = await sun.http.patch(`/v1/rule-sets/${number}`).send({ version, rules }).expect(200);
  return edited.body as SetAnswer;
}

/** @returns the number of a set with these changes that is active from now on. */
async function activated(rules: readonly object[]): Promise<number> {
  const { number } = await step(zhou, await step(sun, await drafted(rules), 'submit'), 'activate');
  return number;
}

async function scanned({ number, cast }: DrivenCase, body: object = {}): Promise<ScanAnswer> {
  // The desk's clock rests, and a case's scans are told apart by when they were asked for.
  desk.clock.advance(1000);
  const path = `/v1/cases/${number}/scans`;
  const asked = (await cast.agent.http.post(path).send(body).expect(202)).body as ScanAnswer;
  return waitFor('the scan to finish', async () => {
    const scan = (await cast.agent.http.get(`${path}/${asked.id}`).expect(200)).body as ScanAnswer;
    return scan.state === 'finished' && scan;
  });
}

async function triagedCase(): Promise<{ driven: DrivenCase; cast: Cast }> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  return { driven, cast };
}

it('shows with the case what its scan shows, and reads for it neither the facts nor the findings twice', async () => {
  const { driven, cast } = await triagedCase();
  const { id, score, parts, ruleSet } = await scanned(driven);
  expect(parts.length).toBeGreaterThan(1);
  let read: object = {};
  const heard = await hearQueries(async () => {
    read = (await cast.agent.http.get(`/v1/cases/${driven.number}`).expect(200)).body.scan;
  });
  const findings = parts.reduce((sum, part) => sum + part.findings, 0);
  expect(read).toEqual({ id, score, parts, ruleSet, findings, cutOffAt: expect.any(String) });
  const ofScan = heard.filter(({ parameters }) => parameters.includes(id)).map(({ sql }) => sql);
  expect(ofScan.filter((sql) => /\bfinding\b/.test(sql))).toHaveLength(1);
  expect(ofScan.filter((sql) => /\bfacts\b(?!->>)/.test(sql))).toEqual([]);
});

it('runs what the active set says: its weights, its parameters, and no rule that is off', async () => {
  const number = await activated([
    { code: 'R1a', weight: 18, parameters: { max: 10_000 } },
    { code: 'R3', enabled: false },
  ]);
  const { driven } = await triagedCase();
  const scan = await scanned(driven);
  expect(scan.ruleSet).toEqual({ number, name: '试', newer: null });
  // 5,000,001 and 12,350 fen are above 10,000.
  expect(scan.parts).toMatchObject([
    { rule: 'R1a', weight: 18, share: 18, findings: 2, title: { zh: '单笔金额超限' } },
  ]);
  expect(scan.score).toBe(18);
  const [row] = await desk.database.query<{ rules: { code: string }[] }>(
    'SELECT rules FROM scan WHERE id = $1',
    [scan.id],
  );
  expect(row!.rules.map(({ code }) => code)).toEqual(
    RULES.map(({ code }) => code).filter((code) => code !== 'R3'),
  );
});

it('keeps a case to the set it was scanned with, until somebody asks for the active one', async () => {
  const { driven, cast } = await triagedCase();
  const first = await scanned(driven);
  const newer = await activated([{ code: 'R1a', parameters: { max: 100_000_000_000 } }]);
  const again = await scanned(driven);
  expect(again.ruleSet).toMatchObject({ number: first.ruleSet.number, newer: { number: newer } });
  expect(again.parts).toEqual(first.parts);
  expect((await driven.seenBy(cast.agent)).scan).toMatchObject({
    id: again.id,
    score: first.score,
    ruleSet: { number: first.ruleSet.number, newer: { number: newer } },
  });

  const chosen = await scanned(driven, { ruleSet: 'active' });
  expect(chosen.ruleSet).toMatchObject({ number: newer, newer: null });
  expect(chosen.parts.map(({ rule }) => rule)).not.toContain('R1a');
  // From then on the case keeps to that one.
  const last = await activated([{ code: 'R1a', parameters: { max: 10_000 } }]);
  expect((await scanned(driven)).ruleSet).toMatchObject({ number: newer, newer: { number: last } });
  const { body } = await cast.agent.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
  const asked = (body.items as { type: string; data: { ruleSet?: number } }[]).filter(
    ({ type }) => type === 'scan_requested',
  );
  const pinned = first.ruleSet.number;
  expect(asked.map(({ data }) => data.ruleSet)).toEqual([pinned, pinned, newer, newer]);

  // A case that was never scanned begins with the active set, and so does one that nothing but a failure is known of.
  const { driven: fresh } = await triagedCase();
  expect((await scanned(fresh)).ruleSet).toMatchObject({ number: last, newer: null });
  await cast.agent.http.post(`/v1/cases/${driven.number}/scans`).send({ ruleSet: 'newest' }).expect(400);
});

it('takes what was scanned before there were sets to have been scanned with the first', async () => {
  const { driven } = await triagedCase();
  const { id } = await scanned(driven);
  await desk.database.query('UPDATE scan SET rule_set_id = NULL WHERE id = $1', [id]);
  expect((await scanned(driven)).ruleSet).toMatchObject({ number: 1 });
});

it('runs sets in shadow beside the active one: counted apart, and seen by nobody on the case', async () => {
  await activated([
    { code: 'R1a', parameters: { max: 5_000_000 }, weight: 15 },
    { code: 'R3', enabled: true },
  ]);
  const shadow = await step(
    sun,
    await drafted([
      { code: 'R1a', parameters: { max: 10_000 }, weight: 20 },
      { code: 'R3', weight: 4 },
    ]),
    'start-shadow',
  );
  const { driven, cast } = await triagedCase();
  const scan = await scanned(driven);
  expect(scan.parts.filter(({ rule }) => rule === 'R1a')).toMatchObject([
    { weight: 15, findings: 1, baseRates: { reference: { size: 200, firedPercent: 0 }, desk: null } },
  ]);

  const comparison = await sun.http.get(`/v1/rule-sets/${shadow.number}/shadow`).expect(200);
  expect(comparison.body).toMatchObject({ scans: 1, activeScore: scan.score, rules: expect.any(Array) });
  expect(comparison.body.shadowScore - comparison.body.activeScore).toBe(20 - 15 + 4);
  const rules = comparison.body.rules as { rule: string }[];
  expect(rules.find(({ rule }) => rule === 'R1a')).toMatchObject({
    shadowScans: 1,
    shadowFindings: 2,
    activeScans: 1,
    activeFindings: 1,
  });
  const inScan = scan.parts.find(({ rule }) => rule === 'R3')!;
  expect(rules.find(({ rule }) => rule === 'R3')).toMatchObject({
    shadowFindings: inScan.findings,
    activeFindings: inScan.findings,
  });

  for (const person of [cast.agent, cast.merchant]) {
    const seen = JSON.stringify(await driven.seenBy(person));
    const findings = JSON.stringify(await driven.findings(person));
    expect(seen + findings).not.toContain('shadow');
    expect(findings.match(/"R1a"/g)).toHaveLength(1);
  }
  await cast.agent.http.get(`/v1/rule-sets/${shadow.number}/shadow`).expect(403);
  // The same again gives the same digest; a set that is not in shadow any more runs no more.
  await scanned(driven);
  await step(sun, shadow, 'stop-shadow');
  await scanned(driven);
  const results = await desk.database.query<{ digest: Buffer }>('SELECT digest FROM shadow_result');
  expect(results.map(({ digest }) => digest.toString('hex'))).toEqual(
    Array(2).fill(results[0]!.digest.toString('hex')),
  );
});

it('compares no scan that was asked for before the set last went into shadow', async () => {
  const { driven } = await triagedCase();
  const { id } = await scanned(driven);
  desk.clock.advance(1000);
  const shadow = await step(sun, await drafted([{ code: 'R2', weight: 3 }]), 'start-shadow');
  // As it ran it then, and finished after.
  await desk.database.query(
    `INSERT INTO shadow_result SELECT $1, id, 50, 1, '[]', '\\x00', $3 FROM rule_set WHERE number = $2`,
    [id, shadow.number, new Date(desk.clock.now().getTime() + 1000)],
  );
  const { body } = await sun.http.get(`/v1/rule-sets/${shadow.number}/shadow`).expect(200);
  await step(sun, shadow, 'stop-shadow');
  expect(body).toMatchObject({ scans: 0, shadowScore: null });
});

it('finds in shadow what the set finds once it is active', async () => {
  const changes = [
    { code: 'R1a', parameters: { max: 4_000 } },
    { code: 'X10', weight: 9 },
    { code: 'R1b', enabled: false },
  ];
  const shadow = await step(sun, await drafted(changes), 'start-shadow');
  const { driven } = await triagedCase();
  await scanned(driven);
  const { body } = await sun.http.get(`/v1/rule-sets/${shadow.number}/shadow`).expect(200);
  await step(zhou, await step(sun, shadow, 'submit'), 'activate');
  const scan = await scanned(driven, { ruleSet: 'active' });
  expect(scan.ruleSet.number).toBe(shadow.number);
  expect(body.shadowScore).toBe(scan.score);
  const same = await desk.database.query(
    `SELECT FROM scan s, shadow_result r WHERE s.id = $1 AND encode(r.digest, 'hex') = s.findings_digest`,
    [scan.id],
  );
  expect(same).toHaveLength(1);
  const inShadow = (body.rules as { rule: string; shadowFindings: number }[]).filter(
    (one) => one.shadowFindings > 0,
  );
  expect(inShadow.map(({ rule, shadowFindings }) => [rule, shadowFindings])).toEqual(
    scan.parts.map(({ rule, findings }) => [rule, findings]),
  );
});

it('lets no shadow run beside a set that is not the active one, nor fail a scan by its own failure', async () => {
  const { driven } = await triagedCase();
  await scanned(driven);
  await activated([{ code: 'R2', weight: 1 }]);
  const shadow = await step(sun, await drafted([{ code: 'R2', weight: 2 }]), 'start-shadow');
  const { id } = await scanned(driven);
  expect(await desk.database.query('SELECT FROM shadow_result WHERE scan_id = $1', [id])).toEqual([]);

  // Parameters that no rule takes, as no set of this build could have them.
  const broken = `UPDATE rule_set SET rules = jsonb_set(rules, '{R2,parameters,n}', '"many"') WHERE number = $1`;
  await desk.database.query('ALTER TABLE rule_set DISABLE TRIGGER rule_set_guard');
  await desk.database.query(broken, [shadow.number]);
  await desk.database.query('ALTER TABLE rule_set ENABLE TRIGGER rule_set_guard');
  const scan = await scanned(driven, { ruleSet: 'active' });
  expect(scan.parts.length).toBeGreaterThan(0);
  expect(await desk.database.query('SELECT FROM shadow_result WHERE scan_id = $1', [scan.id])).toEqual([]);
});
