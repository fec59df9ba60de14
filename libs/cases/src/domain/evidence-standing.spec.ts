import { IDS, favourableFacts, snapshotIn } from '../../../../test/factories/case-facts';
import { attempt, verdictOn, type Attempted } from '../../../../test/support/attempts';
import { standingOf, type CaseFacts, type EvidenceCode, type ItemStanding, type ReasonCode } from './index';

type Item = CaseFacts['items'][number];

const item = (code: EvidenceCode, over: Partial<Item> = {}): Item => ({
  ...(favourableFacts('reviewing').items[0] as Item),
  id: `id of ${code}`,
  code,
  state: 'needed',
  files: 0,
  countedFiles: 0,
  filesInQuarantine: 0,
  filesSinceAsked: 0,
  askedBy: null,
  ...over,
});

const standing = (reasonCode: ReasonCode, items: readonly Item[], of = 0): ItemStanding =>
  standingOf(snapshotIn('reviewing', { reasonCode }), items, items[of] as Item);

describe('where an item stands', () => {
  // E07 takes at least three photos.
  it.each<readonly [string, Partial<Item>, Partial<ItemStanding>, string]>([
    ['needed', {}, { requested: false, supplied: false, satisfied: false, why: 'not_requested' }, 'Not asked for yet.'],
    ['asked', { state: 'requested', askedBy: 'desk' }, { requested: true, supplied: false, satisfied: false, why: 'waiting' }, 'Waiting for it: at least 3 files.'],
    ['one of three', { state: 'requested', askedBy: 'desk', countedFiles: 1 }, { supplied: true, satisfied: false, why: 'more_files' }, '1 file so far, 2 more needed; if you have none, say why.'],
    ['all three', { state: 'requested', askedBy: 'desk', countedFiles: 3 }, { supplied: true, satisfied: false, why: 'ready' }, 'The files are here: submit when everything is ready.'],
    ['only files that were rejected', { state: 'requested', askedBy: 'desk', files: 3 }, { supplied: false, satisfied: false, why: 'waiting' }, 'Waiting for it: at least 3 files.'],
    ['said to be lost', { state: 'requested', askedBy: 'desk', absenceReason: 'lost' }, { supplied: true, satisfied: false, why: 'said_absent' }, 'It was said why this cannot be supplied.'],
    ['handed in', { state: 'supplied', countedFiles: 3 }, { supplied: true, assessment: null, satisfied: false, why: 'handed_in' }, 'Received, and being looked at.'],
    ['accepted', { state: 'accepted', countedFiles: 3 }, { assessment: 'accepted', satisfied: true, why: 'accepted' }, 'Accepted.'],
    ['rejected', { state: 'rejected', files: 3 }, { assessment: 'rejected', satisfied: false, why: 'rejected' }, 'Not accepted: send it again as the reason says.'],
    ['waived', { state: 'waived' }, { assessment: 'waived', satisfied: true, why: 'waived' }, 'No longer needed.'],
  ])('%s', (_what, over, expected, words) => {
    const found = standing('CASHOUT', [item('E07', over)]);
    expect(found).toMatchObject(expected);
    expect(found.words.en).toBe(words);
    expect(found.words.zh).toMatch(/\p{Script=Han}/u);
  }); // prettier-ignore

  it('is satisfied by an alternative of its reason once that is accepted, and by no other item', () => {
    const proof = item('E15', { state: 'rejected' });
    const statement = (state: Item['state']) => item('E05', { state, countedFiles: 1 });
    expect(standing('BINDING_MISMATCH', [proof, statement('supplied')])).toMatchObject({ satisfied: false });
    expect(standing('BINDING_MISMATCH', [proof, statement('accepted')])).toMatchObject({
      satisfied: true,
      satisfiedBy: 'E05',
      why: 'alternative_accepted',
    });
    // Under the other reason that requires E15, nothing stands in for it.
    expect(standing('ERQING', [proof, statement('accepted')])).toMatchObject({ satisfied: false });
    expect(standing('BINDING_MISMATCH', [proof, item('E04', { state: 'accepted' })])).toMatchObject({ satisfied: false });
  }); // prettier-ignore
});

const submit = (reasonCode: ReasonCode, items: readonly Item[], payload: object = {}): string =>
  verdictOn({
    action: 'submit_evidence',
    state: 'awaiting_merchant',
    by: 'merchant',
    snapshot: { reasonCode },
    facts: () => ({ items }),
    payload,
  });
const asked = (code: EvidenceCode, over: Partial<Item> = {}): Item =>
  item(code, { state: 'requested', askedBy: 'desk', inOpenRequest: true, required: true, ...over });

describe('a submission', () => {
  const missing = 'GUARD_REFUSED submit_evidence.complete @absences';

  it('needs as many files as the item says, or a reason', () => {
    expect(submit('CASHOUT', [asked('E07', { countedFiles: 2, files: 9 })])).toBe(missing);
    expect(submit('CASHOUT', [asked('E07', { countedFiles: 3 })])).toBe('ok');
    const told = { absences: [{ itemId: 'id of E07', reason: 'the shop has no front' }] };
    expect(submit('CASHOUT', [asked('E07', { countedFiles: 2 })], told)).toBe('ok');
  });

  it('needs nothing of what was waived or is optional', () => {
    expect(submit('CASHOUT', [asked('E07', { state: 'waived' })])).toBe('ok');
    expect(submit('CASHOUT', [asked('E07', { required: false })])).toBe('ok');
  });

  it('takes an alternative that was asked for too, where the reason has it', () => {
    const both = [asked('E15'), asked('E05', { required: false, countedFiles: 1 })];
    expect(submit('BINDING_MISMATCH', both)).toBe('ok');
    expect(submit('ERQING', both)).toBe(missing);
    expect(submit('BINDING_MISMATCH', [asked('E15'), asked('E05', { required: false })])).toBe(missing);
  });

  it('is saved in part: what is missing may come later, and the case goes on waiting', () => {
    const saved = attempt({
      action: 'submit_evidence',
      state: 'awaiting_merchant',
      by: 'merchant',
      facts: () => ({ items: [asked('E07'), asked('E02')] }),
      payload: { partial: true, absences: [{ itemId: 'id of E02', reason: 'with the accountant' }] },
    });
    expect(saved.to).toBe('awaiting_merchant');
    expect(saved.effects.map(({ kind }) => kind)).toEqual(['note_absences']);
    expect(saved.event.type).toBe('evidence_saved');
    expect(submit('CASHOUT', [asked('E07')], { partial: true })).toBe('INVALID_REQUEST @absences');
  });
});

describe('a file', () => {
  const upload = (over: Partial<Item>, mediaType: string, reasonCode: ReasonCode = 'CASHOUT'): string =>
    verdictOn({
      action: 'add_evidence',
      state: 'reviewing',
      by: 'merchant',
      snapshot: { reasonCode },
      facts: (facts) => ({ items: facts.items.map((one) => ({ ...one, ...over })) }),
      payload: { mediaType },
    });

  it('is of a kind that the item takes', () => {
    const refused = 'FILE_TYPE_REFUSED add_evidence.type @file';
    expect(upload({ code: 'E07' }, 'image/jpeg')).toBe('ok');
    expect(upload({ code: 'E07' }, 'application/pdf')).toBe(refused);
    expect(upload({ code: 'E01' }, 'application/pdf')).toBe('ok');
    expect(upload({ code: 'E19' }, 'video/mp4')).toBe('ok');
    expect(upload({ code: 'E01' }, 'video/mp4')).toBe(refused);
    expect(upload({ code: 'E01' }, 'application/octet-stream')).toBe(refused);
  });

  it('is one too many beyond the most that the item takes; what was rejected leaves room', () => {
    const full = 'GUARD_REFUSED add_evidence.count @itemId';
    expect(upload({ code: 'E04', countedFiles: 3 }, 'image/png')).toBe('ok');
    expect(upload({ code: 'E04', countedFiles: 4 }, 'image/png')).toBe(full);
    expect(upload({ code: 'E04', countedFiles: 0, files: 4 }, 'image/png')).toBe('ok');
    expect(upload({ code: 'E10', countedFiles: 10 }, 'image/png', 'TAMPER')).toBe(full);
    expect(upload({ code: 'E10', countedFiles: 10 }, 'image/png', 'BINDING_MISMATCH')).toBe('ok');
  });
});

describe('a waiver', () => {
  const waive = (over: Partial<Item>, attempted: Partial<Attempted> = {}): Attempted => ({
    action: 'waive',
    state: 'reviewing',
    by: 'supervisor',
    facts: (facts) => ({ items: facts.items.map((one) => ({ ...one, ...over })) }),
    ...attempted,
  });

  it('is of an item that is not settled and that no appeal asked for, with a reason', () => {
    for (const state of ['needed', 'requested', 'supplied', 'rejected'] as const) {
      expect(verdictOn(waive({ state }))).toBe('ok');
    }
    for (const state of ['accepted', 'waived'] as const) {
      expect(verdictOn(waive({ state }))).toBe('GUARD_REFUSED waive.open_item @itemId');
    }
    expect(verdictOn(waive({ askedBy: 'appeal' }))).toBe('GUARD_REFUSED waive.not_of_appeal @itemId');
    expect(verdictOn(waive({}, { payload: { text: ' ' } }))).toBe('INVALID_REQUEST @text');
    expect(verdictOn(waive({}, { payload: { itemId: IDS.other } }))).toBe('INVALID_REQUEST @itemId');
  });

  it('is told to the merchant only of what the merchant knows', () => {
    const told = (over: Partial<Item>) => attempt(waive(over)).event.type;
    expect(told({ askedBy: 'desk' })).toBe('evidence_waived');
    expect(told({ askedBy: null, files: 1 })).toBe('evidence_waived');
    expect(told({ askedBy: null, files: 0 })).toBe('evidence_need_waived');
    expect(told({ askedBy: null, files: 1, supplier: 'vendor' })).toBe('evidence_need_waived');
  });
});

it('lets a restoring outcome be proposed once an alternative is accepted', () => {
  const propose = (state: Item['state']): string =>
    verdictOn({
      action: 'propose',
      state: 'reviewing',
      by: 'agent',
      snapshot: { reasonCode: 'RETRIEVAL_DEFAULT' },
      facts: () => ({
        items: [item('E01', { state: 'rejected', files: 1 }), item('E02', { state, files: 1 })],
      }),
      payload: { outcome: 'U', measuresAfter: [{ measureId: IDS.measure, change: 'lift' }] },
    });
  expect(propose('accepted')).toBe('ok');
  expect(propose('rejected')).toBe('GUARD_REFUSED propose.required_accepted @outcome');
});
