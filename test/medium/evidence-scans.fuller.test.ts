import { Readable } from 'node:stream';
import { FileScans } from '@thaw/cases';
import { Clamd, ScannerFailed } from '@thaw/platform';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { ClamdPeer, EICAR, describeWithClamd } from '../support/clamd-peer';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const pdf = (text: string): Buffer => Buffer.from(`%PDF-1.4\n${text}\n%%EOF\n`, 'latin1');

interface SeenFile {
  readonly id: string;
  readonly fileName: string;
  readonly malwareScan: string;
  readonly malwareScanWords: { readonly zh: string; readonly en: string };
}

describeWithClamd('with ClamAV', () => {
  let clamd: ClamdPeer;
  let desk: TestDesk;
  let cast: Cast;
  let driven: DrivenCase;
  let scans: FileScans;
  beforeAll(async () => {
    clamd = await ClamdPeer.start();
    desk = await TestDesk.start({ THAW_LOG_LEVEL: 'silent', THAW_CLAMD: clamd.address });
    scans = desk.worker.get(FileScans, { strict: false });
    cast = await castOf(desk);
    driven = await DrivenCase.open(desk, cast);
    await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
    await driven.act(cast.agent, 'request_evidence', { items: ['E01', 'E02'].map((code) => ({ code, required: true })), text: 'please' });
  }); // prettier-ignore
  afterAll(async () => {
    await desk.stop();
    await clamd.stop();
  });

  const item = async (code: string, person: Person = cast.agent) =>
    (
      (await driven.seenBy(person)).evidence.items as { id: string; code: string; state: string; files: SeenFile[] }[]
    ).find((one) => one.code === code)!; // prettier-ignore
  const send = async (code: string, text: string): Promise<SeenFile> =>
    driven.upload(cast.merchant, (await item(code)).id, pdf(text));
  const stateOf = async (id: string): Promise<string | undefined> => {
    const [row] = await desk.database.query<{ state: string }>('SELECT malware_scan AS state FROM evidence_file WHERE id = $1', [id]);
    return row?.state;
  }; // prettier-ignore
  const becomes = (id: string, state: string): Promise<unknown> =>
    waitFor(`the file to be ${state}`, async () => (await stateOf(id)) === state);
  const download = (person: Person, id: string, status: number) =>
    person.http.get(`/v1/cases/${driven.number}/evidence/files/${id}`).expect(status);

  it('keeps a file in quarantine until it is scanned, and the merchant goes on meanwhile', async () => {
    let id = '';
    await desk.withoutWorkers(async () => {
      const sent = await send('E01', 'a slip');
      id = sent.id;
      expect(sent).toMatchObject({ malwareScan: 'quarantined', malwareScanWords: { zh: expect.stringContaining('等待安全检查') as string } });
      await send('E02', 'a contract');
      for (const person of [cast.merchant, cast.agent])
        expect((await download(person, id, 409)).body).toMatchObject({ code: 'FILE_IN_QUARANTINE' });
      await driven.act(cast.merchant, 'submit_evidence');
      const { id: itemId } = await item('E01');
      expect(await driven.act(cast.agent, 'assess', { itemId }, 409)).toMatchObject({ rule: 'assess.scanned_first' });
    });
    await becomes(id, 'clean');
    for (const person of [cast.merchant, cast.agent]) await download(person, id, 200);
    expect((await item('E01', cast.merchant)).files[0]).toMatchObject({ malwareScan: 'clean', malwareScanWords: { en: 'Scanned: no malware was found.' } });
    await desk.untilIdle();
    await driven.act(cast.agent, 'assess', { itemId: (await item('E01')).id });
  }); // prettier-ignore

  it('gives an infected file to nobody, tells the merchant to send another, and the owner', async () => {
    const { id, fileName } = await driven.upload(cast.merchant, (await item('E02')).id, pdf(EICAR));
    await becomes(id, 'refused');
    for (const person of [cast.merchant, cast.agent])
      expect((await download(person, id, 410)).body).toMatchObject({ code: 'FILE_INFECTED' });
    await desk.untilIdle();
    const { body } = await cast.merchant.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
    expect((body.items as { type: string }[]).map(({ type }) => type)).toContain('document_infected');
    const letters = await desk.database.query<{ content: { body: { zh: string; en: string } } }>(
      `SELECT content FROM notification WHERE template = 'file_refused'`,
    );
    expect(letters.map(({ content }) => content.body.en)).toEqual([expect.stringContaining(`Malware was found in your file “${fileName}”`)]);
    expect(letters[0]!.content.body.zh).toContain('另行上传');
    const tasks = await desk.database.query(
      `SELECT FROM notification WHERE template = 'task' AND content ->> 'task' = 'file_refused'`,
    );
    expect(tasks).not.toEqual([]);
    // Another of the item counts still.
    expect(await item('E02')).toMatchObject({ state: 'supplied' });
  }); // prettier-ignore

  it('scans again once there are other signatures, and asks anew for what rested on it alone', async () => {
    const { files } = await item('E02');
    const clean = files.find(({ malwareScan }) => malwareScan === 'clean')!;
    clamd.teach('Thaw.Test.New', 'a contract');
    await clamd.reload();
    expect(await scans.askAgain()).toBe(0);
    // The version that clamd tells is that of the signatures it is given from outside, of which there are none here.
    await desk.database.query(`UPDATE evidence_file SET scanned_with = 'ClamAV of yesterday' WHERE id = $1`, [clean.id]);
    expect(await scans.askAgain()).toBe(1);
    await becomes(clean.id, 'refused');
    await desk.untilIdle();
    expect(await item('E02', cast.merchant)).toMatchObject({
      state: 'rejected',
      assessmentReason: expect.stringContaining('安全检查') as string,
    });
    const [kept] = await desk.database.query<{ scan_note: string; scanned_with: string }>('SELECT scan_note, scanned_with FROM evidence_file WHERE id = $1', [clean.id]);
    expect(kept).toEqual({ scan_note: 'Thaw.Test.New.UNOFFICIAL', scanned_with: expect.stringMatching(/^ClamAV 1/) as string });
  }); // prettier-ignore

  it('loses nothing while clamd is away: what came then is scanned when it is back', async () => {
    await clamd.kill();
    const { body } = await cast.merchant.http
      .post(`/v1/cases/${driven.number}/messages/files`)
      .attach('file', pdf('of a bad night'), 'late.pdf')
      .expect(201);
    const later = new Date(desk.clock.now().getTime() + 120_000);
    await expect(scans.scan('message_file', body.id as string)).rejects.toThrow(ScannerFailed);
    await expect(scans.requeueWaiting(later)).rejects.toThrow(ScannerFailed);
    await cast.merchant.http.get(`/v1/cases/${driven.number}/messages/files/${body.id}`).expect(409);
    await clamd.begin();
    expect(await scans.requeueWaiting(later)).toBeGreaterThan(0);
    await waitFor('the file to be clean', async () => {
      const [row] = await desk.database.query<{ state: string }>('SELECT malware_scan AS state FROM message_file WHERE id = $1', [body.id]);
      return row?.state === 'clean';
    });
    await cast.merchant.http.get(`/v1/cases/${driven.number}/messages/files/${body.id}`).expect(200);
  }); // prettier-ignore

  it('takes no answer for a good one: of a file that is larger than clamd looks at, nothing is said', async () => {
    const scanner = desk.worker.get(Clamd, { strict: false });
    await expect(scanner.scan(Readable.from([Buffer.alloc(1_500_000, 'a')]))).rejects.toThrow(ScannerFailed);
    expect(await scanner.scan(Readable.from([Buffer.alloc(900_000, 'a')]))).toBeNull();
    const broken = new Readable({ read: () => undefined });
    broken.destroy(new Error('the disk broke'));
    await expect(scanner.scan(broken)).rejects.toThrow('the disk broke');
  });
});
