import { Client } from 'pg';
import { BareRows } from '../factories/bare-rows';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** Duties that are kept apart, tried by the serving role's own SQL: no service is asked. */

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [ANNE, BEN, CLEO, DAN, EVA, FAY, GUS] = [1, 2, 3, 4, 5, 6, 7].map(id) as [string, string, string, string, string, string, string]; // prettier-ignore
const CASE = id(100);
const HELD = id(105);
const PROPOSAL = id(110);
const APPROVED = id(111);
const OBJECTION = id(115);
const APPEAL = id(120);
const EARLIER = id(121);
const STEP = id(130);
const HOLD = id(140);
const KEPT = id(145);
const ERASURE = id(146);
const STATEMENT = id(150);
const BY_HAND = id(160);
const MEASURE = id(170);
const RULE_SET = id(180);
const SAMPLE = id(190);
const AT = '2026-01-02T00:00:00Z';

let database: TestDatabase;
let serving: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  const rows = await BareRows.of(database);
  const ofCase = { case_id: CASE };
  await rows.put('merchant', { id: id(101) });
  for (const one of [CASE, HELD]) await rows.put('terminal', { id: one, merchant_id: id(101) });
  for (const one of [CASE, HELD])
    await rows.put('freeze_case', { id: one, terminal_id: one, merchant_id: id(101), owner_id: FAY });
  for (const [index, user] of [ANNE, BEN, CLEO, DAN, EVA, FAY, GUS].entries())
    await rows.put('app_user', { id: user, login: `user${index}` });
  await rows.put('case_event', { ...ofCase, type: 'opened', actor: `user:${CLEO}`, persona: 'agent' });
  await rows.put('objection', { ...ofCase, id: OBJECTION, objected_by: `user:${FAY}` });
  await rows.put('proposal', { ...ofCase, id: PROPOSAL, state: 'pending', proposed_by: ANNE, answers_objection: OBJECTION });
  await rows.put('proposal', { ...ofCase, id: APPROVED, state: 'approved', proposed_by: ANNE, decided_by: BEN, decided_at: AT });
  const decided = { round: 1, decided_by: DAN, decided_at: AT, decision: 'upheld' };
  await rows.put('appeal', { ...ofCase, id: EARLIER, proposal_id: APPROVED, ...decided });
  await rows.put('appeal', { ...ofCase, id: APPEAL, proposal_id: APPROVED, round: 2, opened_by: `user:${FAY}` });
  await rows.put('measure', { ...ofCase, id: MEASURE, level: 'F1', imposed_by: `user:${EVA}` });
  const attested = { state: 'attested', attested_by: ANNE, attested_at: AT };
  await rows.put('remediation_step', { ...ofCase, id: STEP, ...attested });
  for (const file of [id(141), id(142)]) await rows.put('evidence_file', { case_id: HELD, id: file });
  await rows.put('legal_hold', { id: KEPT, case_id: HELD, reason: 'a dispute', placed_by: ANNE });
  await rows.put('person_erasure', { id: ERASURE, user_id: CLEO, ground: 'left', asked_by: ANNE });
  await rows.put('authority_hold', { case_id: HELD, id: HOLD, file_id: id(141), placed_by: ANNE });
  await rows.put('termination_statement', { ...ofCase, id: STATEMENT, signed_by: ANNE });
  await rows.put('manual_confirmation', { ...ofCase, id: BY_HAND, signed_by: ANNE, noted: true });
  const drafted = { created_by: `user:${ANNE}`, edited_by: `user:${ANNE}`, submitted_by: `user:${BEN}`, submitted_at: AT };
  await rows.put('rule_set', { id: RULE_SET, number: 2, state: 'draft', submitted_against: id(181), ...drafted });
  await rows.put('rule_set_event', { rule_set_id: RULE_SET, type: 'edited', actor: `user:${CLEO}` });
  await rows.put('user_role', { user_id: GUS, role: 'agent', granted_by: `user:${ANNE}` });
  await rows.put('quality_sample', { ...ofCase, id: SAMPLE });
  serving = new Client({ connectionString: database.url, options: '-c role=thaw_serving' });
  await serving.connect();
}); // prettier-ignore
afterAll(async () => {
  await serving.end();
  await database.drop();
});

/** @returns which wall it met, else how many rows it wrote. */
async function tried(user: string, sql: string): Promise<string> {
  await serving.query('BEGIN');
  try {
    await serving.query(
      `SELECT set_config('thaw.actor', $1, true), set_config('thaw.merchant', '', true),
         set_config('thaw.desk', 'on', true), set_config('thaw.cases', 'on', true)`,
      [`user:${user}`],
    );
    const { rowCount } = await serving.query(sql);
    return `${rowCount} written`;
  } catch (error) {
    const { code, constraint, message } = error as { code?: string; constraint?: string; message: string };
    if (code !== '23514' && code !== '42501') throw error;
    return constraint ?? message;
  } finally {
    await serving.query('ROLLBACK');
  }
}

const approve = (by: string): string =>
  `UPDATE proposal SET state = 'approved', decided_by = '${by}', decided_at = '${AT}' WHERE id = '${PROPOSAL}'`;
const decide = (by: string): string =>
  `UPDATE appeal SET decided_by = '${by}', decided_at = '${AT}', decision = 'upheld' WHERE id = '${APPEAL}'`;
const propose = (by: string, state: string, decidedBy: string): string =>
  `INSERT INTO proposal (id, case_id, outcome, scan_id, measures_after, fingerprint, state, proposed_by, proposed_at, decided_by)
   VALUES ('${id(112)}', '${CASE}', 'U', '${id(113)}', '[]', 'x', '${state}', '${by}', '${AT}', ${decidedBy})`;
const verify = (by: string, more = ''): string =>
  `UPDATE remediation_step SET state = 'verified', verified_by = '${by}', verified_at = '${AT}'${more} WHERE id = '${STEP}'`;
const unkeep = (by: string): string =>
  `UPDATE legal_hold SET released_by = '${by}', released_at = '${AT}' WHERE id = '${KEPT}'`;
const letGo = (by: string): string =>
  `UPDATE person_erasure SET approved_by = '${by}', approved_at = '${AT}' WHERE id = '${ERASURE}'`;
const release = (by: string, file: string): string =>
  `UPDATE authority_hold SET released_by = '${by}', released_at = '${AT}', release_file_id = '${file}' WHERE id = '${HOLD}'`;
const countersign = (table: string, which: string, by: string): string =>
  `UPDATE ${table} SET countersigned_by = '${by}', countersigned_at = '${AT}' WHERE id = '${which}'`;
const activate = (by: string): string =>
  `UPDATE rule_set SET state = 'active', activated_by = 'user:${by}', activated_at = '${AT}' WHERE id = '${RULE_SET}'`;
const confirm = (by: string): string =>
  `UPDATE measure SET confirmed_by = '${by}', confirmed_at = '${AT}' WHERE id = '${MEASURE}'`;
const grant = (by: string): string =>
  `UPDATE user_role SET confirmed_by = 'user:${by}', confirmed_at = '${AT}' WHERE user_id = '${GUS}'`;
const review = (by: string): string =>
  `INSERT INTO quality_review (id, sample_id, round, reviewer, marks, comment, returned, reviewed_at)
   VALUES ('${id(191)}', '${SAMPLE}', 1, '${by}', '{}', '', false, '${AT}')`;

const imposed = (by: string, replaces = 'NULL'): string =>
  `INSERT INTO measure (id, case_id, merchant_id, terminal_id, level, scope, began_at, imposed_by, replaces_id)
   VALUES ('${id(171)}', '${HELD}', '${id(101)}', '${HELD}', 'F1', 'terminal', '${AT}', '${by}', ${replaces})`;

const WRITTEN = '1 written';
const FROZE = 'whoever froze, held, proposed, approved or decided an earlier appeal does not decide this one';

it.each([
  ['whoever proposed approves', ANNE, approve(ANNE), 'proposal_second_person'],
  ['whoever proposed approves as another', ANNE, approve(BEN), 'signed_by_oneself'],
  ['whoever filed the objection that it answers approves', FAY, approve(FAY), 'whoever filed an objection does not approve what answers it'],
  ['a second person approves', BEN, approve(BEN), WRITTEN],
  ['somebody proposes as another', BEN, propose(ANNE, 'pending', 'NULL'), 'signed_by_oneself'],
  ['somebody proposes what is approved already', BEN, propose(BEN, 'approved', `'${ANNE}'`), 'begins_undecided'],
  ['somebody takes a proposal over', BEN, `UPDATE proposal SET proposed_by = '${BEN}' WHERE id = '${PROPOSAL}'`, 'proposal_stays'],
  ['somebody approves another outcome', BEN, `UPDATE proposal SET outcome = 'K' WHERE id = '${PROPOSAL}'`, 'proposal_stays'],
  ['what was approved is decided again', CLEO, `UPDATE proposal SET decided_by = '${CLEO}' WHERE id = '${APPROVED}'`, 'proposal_stays'],
  ['whoever proposed decides the appeal', ANNE, decide(ANNE), FROZE],
  ['whoever approved decides the appeal', BEN, decide(BEN), FROZE],
  ['whoever froze decides the appeal', CLEO, decide(CLEO), FROZE],
  ['whoever decided the earlier round decides the appeal', DAN, decide(DAN), FROZE],
  ['whoever imposed a measure decides the appeal', EVA, decide(EVA), FROZE],
  ['whoever filed the appeal decides it', FAY, decide(FAY), 'appeal_decided_by_another'],
  ['whoever proposed decides the appeal as another', ANNE, decide(GUS), 'signed_by_oneself'],
  ['somebody independent decides the appeal', GUS, decide(GUS), WRITTEN],
  ['a decided appeal is opened again', DAN, `UPDATE appeal SET decided_by = NULL, decided_at = NULL, decision = NULL WHERE id = '${EARLIER}'`, 'appeal_stays'],
  ['an appeal is turned against another proposal', GUS, `UPDATE appeal SET proposal_id = '${PROPOSAL}' WHERE id = '${APPEAL}'`, 'appeal_stays'],
  ['whoever attested verifies', ANNE, verify(ANNE), 'remediation_step_second_person'],
  ['whoever attested verifies as another', ANNE, verify(BEN), 'signed_by_oneself'],
  ['whoever verifies has another have attested', ANNE, verify(ANNE, `, attested_by = '${BEN}'`), 'signed_by_oneself'],
  ['a second person verifies', BEN, verify(BEN), WRITTEN],
  ['whoever placed a hold releases it', ANNE, release(ANNE, id(142)), 'authority_hold_second_person'],
  ['whoever placed a hold releases it as another', ANNE, release(BEN, id(142)), 'signed_by_oneself'],
  ['a hold is released on the document it was placed on', BEN, release(BEN, id(141)), 'authority_hold_other_document'],
  ['a second person releases a hold', BEN, release(BEN, id(142)), WRITTEN],
  ['whoever placed a legal hold releases it', ANNE, unkeep(ANNE), 'legal_hold_second_person'],
  ['whoever placed a legal hold releases it as another', ANNE, unkeep(BEN), 'signed_by_oneself'],
  ['a second person releases a legal hold', BEN, unkeep(BEN), WRITTEN],
  ['whoever asked for an erasure approves it', ANNE, letGo(ANNE), 'person_erasure_second_person'],
  ['whoever asked for an erasure approves it as another', ANNE, letGo(BEN), 'signed_by_oneself'],
  ['somebody approves the erasure of themselves', CLEO, letGo(CLEO), 'person_erasure_not_own'],
  ['a second person approves an erasure', BEN, letGo(BEN), WRITTEN],
  ['whoever drafted a rule set activates it', ANNE, activate(ANNE), 'rule_set_second_person'],
  ['whoever edited a rule set activates it', CLEO, activate(CLEO), 'rule_set_second_person'],
  ['whoever submitted a rule set activates it', BEN, activate(BEN), 'rule_set_second_person'],
  ['whoever drafted a rule set activates it as another', ANNE, activate(DAN), 'rule_set_actor'],
  ['somebody who had no part in a rule set activates it', DAN, activate(DAN), WRITTEN],
  ['whoever imposed a measure confirms it', EVA, confirm(EVA), 'measure_second_person'],
  ['whoever imposed a measure confirms it as another', EVA, confirm(BEN), 'signed_by_oneself'],
  ['a second person confirms a measure', BEN, confirm(BEN), WRITTEN],
  ['whoever signed a termination countersigns', ANNE, countersign('termination_statement', STATEMENT, ANNE), 'termination_statement_second_person'],
  ['whoever signed a termination countersigns as another', ANNE, countersign('termination_statement', STATEMENT, BEN), 'signed_by_oneself'],
  ['a second person countersigns a termination', BEN, countersign('termination_statement', STATEMENT, BEN), WRITTEN],
  ['whoever confirmed by hand countersigns', ANNE, countersign('manual_confirmation', BY_HAND, ANNE), 'manual_confirmation_second_person'],
  ['a second person countersigns a confirmation by hand', BEN, countersign('manual_confirmation', BY_HAND, BEN), WRITTEN],
  ['somebody confirms a role for themselves', GUS, grant(GUS), 'user_role_not_own'],
  ['somebody confirms a role as another', ANNE, grant(BEN), 'signed_by_oneself'],
  ['somebody imposes a measure as a part of Thaw', EVA, imposed('system:gateway'), 'signed_by_oneself'],
  ['somebody imposes a measure as another', BEN, imposed(`user:${EVA}`), 'signed_by_oneself'],
  ['somebody takes a measure over with who set it', BEN, imposed(`user:${EVA}`, `'${MEASURE}'`), WRITTEN],
  ['somebody takes a measure over as set by another', BEN, imposed(`user:${ANNE}`, `'${MEASURE}'`), 'signed_by_oneself'],
  ['somebody imposes a measure', EVA, imposed(`user:${EVA}`), WRITTEN],
  ['whoever worked on a case reviews it as another', CLEO, review(GUS), 'signed_by_oneself'],
])('%s', async (_, user, sql, wall) => {
  expect(await tried(user, sql)).toBe(wall);
}); // prettier-ignore

it('lets a proposal be withdrawn by nobody but in their own name', async () => {
  const withdraw = (by: string): string =>
    `UPDATE proposal SET state = 'withdrawn', decided_by = '${by}', decided_at = '${AT}' WHERE id = '${PROPOSAL}'`;
  expect([await tried(ANNE, withdraw(ANNE)), await tried(BEN, withdraw(ANNE))]).toEqual([
    WRITTEN,
    'signed_by_oneself',
  ]);
});
