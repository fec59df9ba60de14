import { DrivenCase, castOf, png, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

interface Item {
  id: string;
  code: string;
  state: string;
  level: string | null;
  accepts: { types: string[]; min: number; max: number };
  standing: { satisfied: boolean; satisfiedBy: string | null; why: { code: string; zh: string; en: string } };
  assessmentReason: string | null;
  files: { rejected: boolean }[];
}

class Evidence {
  private constructor(
    readonly cast: Cast,
    readonly driven: DrivenCase,
  ) {}

  static async of(reasonCode: string): Promise<Evidence> {
    const cast = await castOf(desk);
    const driven = await DrivenCase.open(desk, cast);
    await driven.act(cast.agent, 'triage', { reasonCode });
    return new Evidence(cast, driven);
  }

  async items(person: Person = this.cast.agent): Promise<Item[]> {
    return (await this.driven.seenBy(person)).evidence.items as Item[];
  }

  async item(code: string, person?: Person): Promise<Item> {
    return (await this.items(person)).find((one) => one.code === code)!;
  }

  ask(...codes: string[]): Promise<object> {
    const items = codes.map((code) => ({ code, required: true }));
    return this.driven.act(this.cast.agent, 'request_evidence', { items });
  }

  async upload(code: string, times = 1): Promise<void> {
    const { id } = await this.item(code);
    for (let file = 0; file < times; file++) await this.driven.upload(this.cast.merchant, id);
  }

  submit(payload: object = {}, status = 201) {
    return this.driven.act(this.cast.merchant, 'submit_evidence', payload, status);
  }

  async assess(action: 'assess' | 'reject' | 'waive', code: string, person = this.cast.agent): Promise<void> {
    const text = action === 'assess' ? {} : { text: `${action}: the desk’s own words` };
    await this.driven.act(person, action, { itemId: (await this.item(code)).id, ...text });
  }
}

const refusedWith = (rule: string) => ({ code: 'GUARD_REFUSED', rule });

it('shows both sides what each item is, what came of it and why it is or is not satisfied', async () => {
  const one = await Evidence.of('CASHOUT');
  const { merchant } = one.cast;
  expect((await one.items()).map(({ code, level }) => `${code} ${level}`)).toEqual([
    'E01 required', 'E02 required', 'E03 required', 'E05 required', 'E07 required', 'E09 optional', 'E19 optional',
  ]); // prettier-ignore
  expect(await one.items(merchant)).toEqual([]);
  await one.ask('E01', 'E07');
  expect((await one.items(merchant)).map(({ code }) => code)).toEqual(['E01', 'E07']);
  expect(await one.item('E07', merchant)).toMatchObject({
    accepts: { types: ['image/jpeg', 'image/png', 'image/webp', 'image/heic'], min: 3, max: 12 },
    standing: { satisfied: false, why: { code: 'waiting', en: 'Waiting for it: at least 3 files.' } },
  });
  await one.upload('E07', 2);
  for (const person of [merchant, one.cast.agent]) {
    expect((await one.item('E07', person)).standing.why).toMatchObject({ code: 'more_files' });
  }
});

it('refuses at the door a kind of file that the item does not take, and one too many, and says what to do', async () => {
  const one = await Evidence.of('KYC_EXPIRED');
  await one.ask('E04', 'E13', 'E07');
  const { merchant } = one.cast;
  const pdf = Buffer.from('%PDF-1.4\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
  const photos = await one.item('E07');
  expect(await one.driven.upload(merchant, photos.id, pdf, 415)).toMatchObject({
    code: 'FILE_TYPE_REFUSED',
    rule: 'add_evidence.type',
    detail: expect.stringContaining('E07 takes JPEG, PNG, WebP, HEIC only'),
  });
  const licence = await one.item('E04');
  await one.driven.upload(merchant, licence.id, pdf);
  await one.upload('E04', 3);
  const fifth = await one.driven.upload(merchant, licence.id, png(), 409);
  expect(fifth).toMatchObject({
    ...refusedWith('add_evidence.count'),
    detail: expect.stringContaining('E04 takes at most 4 files'),
  });
  expect((await one.item('E04')).files).toHaveLength(4);
});

it('keeps what was said so far, and takes the rest later', async () => {
  const one = await Evidence.of('CASHOUT');
  await one.ask('E01', 'E02', 'E07');
  await one.upload('E07', 2);
  const { id } = await one.item('E02');
  const absent = { absences: [{ itemId: id, reason: 'with the accountant' }] };
  expect(await one.submit(absent, 409)).toMatchObject({
    ...refusedWith('submit_evidence.complete'),
    detail: expect.stringContaining('E01 (1 more), E07 (1 more)'),
  });
  expect(await one.submit({ partial: true }, 400)).toMatchObject({ field: 'absences' });
  await one.submit({ partial: true, ...absent });
  expect(await one.driven.state()).toBe('awaiting_merchant');
  const saved = await one.item('E02', one.cast.merchant);
  expect(saved).toMatchObject({ absenceReason: 'with the accountant', standing: { why: { code: 'said_absent' } } });
  await one.upload('E01');
  await one.upload('E07');
  await one.submit();
  expect(await one.driven.state()).toBe('reviewing');
  expect((await one.items()).filter(({ state }) => state === 'supplied').map(({ code }) => code)).toEqual(['E01', 'E02', 'E07']);
  const { body } = await one.cast.merchant.http.get(`/v1/cases/${one.driven.number}/timeline`).expect(200);
  expect((body.items as { type: string }[]).map(({ type }) => type)).toContain('documents_saved');
}); // prettier-ignore

it('opens a rejected item alone: its files no longer count, and a further request names just it', async () => {
  const one = await Evidence.of('ROUND_PATTERN');
  await one.ask('E01', 'E02');
  await one.upload('E01');
  await one.upload('E02');
  await one.submit();
  await one.assess('assess', 'E02');
  await one.assess('reject', 'E01');
  expect(await one.item('E01', one.cast.merchant)).toMatchObject({
    standing: { satisfied: false, why: { code: 'rejected' } },
    assessmentReason: 'reject: the desk’s own words',
    files: [{ rejected: true }],
  });
  desk.clock.advance(1_000);
  await one.ask('E01');
  expect(await one.item('E02')).toMatchObject({ state: 'accepted' });
  expect(await one.submit({}, 409)).toMatchObject(refusedWith('submit_evidence.complete'));
  await one.upload('E01');
  await one.submit();
  expect(await one.item('E01')).toMatchObject({
    state: 'supplied',
    files: [{ rejected: true }, { rejected: false }],
  });
  await one.assess('assess', 'E01');
  for (const code of ['E01', 'E02']) expect((await one.item(code)).standing.satisfied).toBe(true);
});

it('takes a rejection back where its files are looked at again', async () => {
  const one = await Evidence.of('ROUND_PATTERN');
  await one.ask('E01');
  await one.upload('E01');
  await one.submit();
  await one.assess('reject', 'E01');
  await one.assess('assess', 'E01');
  expect(await one.item('E01')).toMatchObject({ state: 'accepted', files: [{ rejected: false }] });
});

it('waives by a supervisor alone, with a reason that the merchant never reads', async () => {
  const one = await Evidence.of('ROUND_PATTERN');
  const { agent, supervisor, merchant } = one.cast;
  await one.ask('E01', 'E02');
  const { id: itemId } = await one.item('E01');
  expect(await one.driven.act(agent, 'waive', { itemId, text: 'no' }, 403)).toMatchObject({ code: 'ACTION_NOT_YOURS' });
  expect(await one.driven.act(supervisor, 'waive', { itemId, text: ' ' }, 400)).toMatchObject({ code: 'INVALID_REQUEST' });
  await one.assess('waive', 'E01', supervisor);
  expect(await one.item('E01')).toMatchObject({
    state: 'waived',
    assessmentReason: 'waive: the desk’s own words',
    standing: { satisfied: true, why: { code: 'waived' } },
  });
  expect(await one.item('E01', merchant)).toMatchObject({
    assessmentReason: null,
    standing: { satisfied: true, why: { code: 'waived', en: 'No longer needed.' } },
  });
  await one.upload('E02');
  await one.submit();
  await one.assess('assess', 'E02');
  await one.driven.scan();
  await one.driven.propose('U', 'lift');
  expect(await one.driven.state()).toBe('pending_approval');
}); // prettier-ignore

it('says nothing to the merchant of a waiver of what the merchant was never asked for', async () => {
  const one = await Evidence.of('AML');
  const { supervisor, merchant } = one.cast;
  const before = await one.driven.seenBy(merchant);
  await one.assess('waive', 'E13', supervisor);
  expect(await one.driven.seenBy(merchant)).toEqual(before);
});

it('lets an alternative that was accepted stand in for what was not', async () => {
  const one = await Evidence.of('RETRIEVAL_DEFAULT');
  await one.ask('E01', 'E02');
  const { id } = await one.item('E01');
  await one.upload('E02');
  // E02 is an answer in the place of E01.
  await one.submit();
  await one.assess('assess', 'E02');
  for (const person of [one.cast.agent, one.cast.merchant]) {
    expect(await one.item('E01', person)).toMatchObject({
      id,
      standing: { satisfied: true, satisfiedBy: 'E02', why: { code: 'alternative_accepted' } },
    });
  }
  await one.driven.scan();
  await one.driven.propose('U', 'lift');
  expect(await one.driven.state()).toBe('pending_approval');
});

it('hides from merchants what vendors and authorities supply, whatever was done with it', async () => {
  const one = await Evidence.of('SKIMMING');
  const { agent, merchant, supervisor } = one.cast;
  const report = await one.item('E11');
  await one.driven.upload(agent, report.id);
  await one.assess('reject', 'E11');
  await one.assess('waive', 'E12', supervisor);
  const transcript = [
    await one.driven.seenBy(merchant),
    (await merchant.http.get(`/v1/cases/${one.driven.number}/timeline`).expect(200)).body,
    (await merchant.http.get('/v1/notifications').expect(200)).body,
  ];
  expect(JSON.stringify(transcript)).not.toMatch(/E11|E12|E17|document_|waived|rejected/);
});

it('keeps a case of version 1 to what version 1 asked', async () => {
  const one = await Evidence.of('CASHOUT');
  await desk.database.query('UPDATE freeze_case SET reference_version = 1 WHERE number = $1', [one.driven.number]);
  expect(await one.driven.seenBy(one.cast.agent)).toMatchObject({ referenceVersion: 1 });
  await one.ask('E07');
  expect((await one.item('E07', one.cast.merchant)).accepts).toMatchObject({ min: 1, max: null });
  await one.upload('E07');
  await one.submit();
  expect(await one.driven.state()).toBe('reviewing');
}); // prettier-ignore
