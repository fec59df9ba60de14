import { deflateSync } from 'node:zlib';
import type { Shop } from './registry';
import { insertSales, suspiciousSales, type Sale } from './history';
import type { Person, TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

/** What waits for the worker waits for the machine's other work too. */
const PATIENCE = { withinMs: 60_000 };

/** Everybody of one case, and the case as they see it. */
export interface Cast {
  readonly shop: Shop;
  readonly merchant: Person;
  readonly agent: Person;
  readonly supervisor: Person;
  readonly reviewer: Person;
}

export async function castOf(desk: TestDesk): Promise<Cast> {
  const shop = await desk.shop();
  return {
    shop,
    merchant: await desk.person('merchant', shop.merchant.merchantNo),
    agent: await desk.person('agent'),
    supervisor: await desk.person('supervisor'),
    reviewer: await desk.person('reviewer'),
  };
}

/** A case as a test drives it over HTTP: each step acts on the version it has just read. */
export class DrivenCase {
  private constructor(
    private readonly desk: TestDesk,
    readonly cast: Cast,
    readonly number: string,
  ) {}

  static of(desk: TestDesk, cast: Cast, number: string): DrivenCase {
    return new DrivenCase(desk, cast, number);
  }

  static async open(
    desk: TestDesk,
    cast: Cast,
    sales: readonly Sale[] = suspiciousSales,
  ): Promise<DrivenCase> {
    await insertSales(desk.database, cast.shop.terminal.id, sales);
    const machine = await desk.machine('notice:open');
    const opened = await machine.post('/v1/cases').send(noticeFor(cast.shop));
    if (opened.status !== 201) throw new Error(JSON.stringify(opened.body));
    return new DrivenCase(desk, cast, opened.body.number as string);
  }

  async seenBy(person: Person) {
    const { body } = await person.http.get(`/v1/cases/${this.number}`).expect(200);
    return body;
  }

  async act(person: Person, action: string, payload: object = {}, status = 201) {
    const version = await this.versionFor(person);
    const { body } = await person.http
      .post(`/v1/cases/${this.number}/actions/${action}`)
      .send({ version, ...payload })
      .expect(status);
    return body;
  }

  /** As a person does whose case the worker moves on meanwhile: read anew, and done once more. */
  async actBesideTheWorker(person: Person, action: string, payload: object) {
    for (let tries = 1; ; tries++) {
      const { body, status } = await person.http
        .post(`/v1/cases/${this.number}/actions/${action}`)
        .send({ version: await this.versionFor(person), ...payload });
      if (status === 201) return body;
      if (body.code !== 'CASE_CHANGED' || tries === 5) throw new Error(JSON.stringify(body));
    }
  }

  /** As the case would show it to them, without all the rest: most of a test's time would go to reading cases. */
  private async versionFor({ role }: Person): Promise<number> {
    const { version, merchant_version: merchantVersion } = await this.row();
    return role === 'merchant' ? merchantVersion : version;
  }

  private async row(): Promise<{ version: number; merchant_version: number; state: string }> {
    const [row] = await this.desk.database.query<{
      version: number;
      merchant_version: number;
      state: string;
    }>('SELECT version, merchant_version, state FROM freeze_case WHERE number = $1', [this.number]);
    if (!row) throw new Error(`there is no case ${this.number}`);
    return row;
  }

  async scan(): Promise<void> {
    const { agent } = this.cast;
    const { body } = await agent.http.post(`/v1/cases/${this.number}/scans`).expect(202);
    const finished = async (): Promise<boolean> => {
      const [scan] = await this.desk.database.query<{ state: string }>(
        'SELECT state FROM scan WHERE id = $1',
        [body.id],
      );
      return scan?.state === 'finished';
    };
    await waitFor('the scan to finish', finished, PATIENCE);
    expect((await agent.http.get(`/v1/cases/${this.number}/scans/${body.id}`).expect(200)).body.state).toBe(
      'finished',
    );
  }

  async findings(person: Person): Promise<{ id: string; rule?: string; weight?: number }[]> {
    const { body } = await person.http.get(`/v1/cases/${this.number}/findings`).expect(200);
    return body.items;
  }

  /** Every finding that weighs, with the same reason for each. */
  async reasons(): Promise<{ findingId: string; reason: string }[]> {
    const findings = await this.findings(this.cast.agent);
    return findings
      .filter(({ weight }) => (weight ?? 0) > 0)
      .map(({ id }) => ({ findingId: id, reason: 'seen' }));
  }

  async measures(change: 'lift' | 'keep') {
    const { measures } = await this.seenBy(this.cast.agent);
    return (measures as { id: string; liftedAt: string | null }[])
      .filter(({ liftedAt }) => liftedAt === null)
      .map(({ id }) => ({ measureId: id, change }));
  }

  async upload(
    person: Person,
    itemId: string,
    bytes: Buffer = png(),
    status = 201,
    fields: Record<string, string> = {},
  ) {
    let request = person.http.post(`/v1/cases/${this.number}/evidence/${itemId}/files`);
    for (const [name, value] of Object.entries(fields)) request = request.field(name, value);
    const { body } = await request.attach('file', bytes, 'slip.png').expect(status);
    return body;
  }

  async state(): Promise<string> {
    return (await this.seenBy(this.cast.agent)).state;
  }

  async becomes(state: string): Promise<void> {
    // Whoever waits looks often: at the row, so that looking does not hold up what is waited for.
    await waitFor(`the case to be ${state}`, async () => (await this.row()).state === state, PATIENCE);
  }

  /** Asked, uploaded, submitted and accepted: every item the reason requires. */
  async supplyEverything(): Promise<void> {
    const { agent, merchant } = this.cast;
    const { evidence } = await this.seenBy(agent);
    const items = (evidence.items as WantedItem[]).filter(
      ({ supplier, required }) => supplier === 'merchant' && required,
    );
    await this.act(agent, 'request_evidence', {
      items: items.map(({ code }) => ({ code, required: true })),
      text: 'please',
    });
    for (const { id, accepts } of items) {
      for (let file = 0; file < accepts.min; file++) await this.upload(merchant, id);
    }
    await this.act(merchant, 'submit_evidence');
    for (const { id } of items) await this.act(agent, 'assess', { itemId: id });
  }

  /** A file that proves a step. @returns its id. */
  async prove(person: Person, status = 201): Promise<string> {
    const { body } = await person.http
      .post(`/v1/cases/${this.number}/proofs`)
      .attach('file', png(), 'proof.png')
      .expect(status);
    return body.id as string;
  }

  /** Attests what is open of these steps, or of all: each by whom it falls to, with a proof; the supervisor verifies. */
  async putRight(only?: readonly string[]): Promise<void> {
    const { agent, merchant, supervisor } = this.cast;
    const { remediation } = await this.seenBy(agent);
    for (const { code, suppliedBy, state } of remediation.steps as StepSeen[]) {
      if (only && !only.includes(code)) continue;
      const person = suppliedBy === 'merchant' ? merchant : agent;
      if (state === 'open')
        await this.act(person, 'attest', { step: code, proofId: await this.prove(person) });
      if (state !== 'verified') await this.act(supervisor, 'verify', { step: code, passed: true });
    }
  }

  /** From reported to a proposal that waits for approval. */
  async propose(outcome: string, change: 'lift' | 'keep'): Promise<void> {
    await this.act(this.cast.agent, 'propose', {
      outcome,
      measuresAfter: await this.measures(change),
      reasons: await this.reasons(),
      text: 'as the findings say',
    });
  }
}

interface StepSeen {
  code: string;
  suppliedBy: 'merchant' | 'agent';
  state: 'open' | 'attested' | 'verified';
}

interface WantedItem {
  id: string;
  code: string;
  supplier: string;
  required: boolean;
  accepts: { min: number };
}

export const noticeFor = ({ merchant, terminal }: Shop) => ({
  terminal: { merchantNo: merchant.merchantNo, terminalNo: terminal.terminalNo },
  measures: [{ level: 'F4', scope: 'terminal' }],
  text: 'frozen by the risk engine',
});

/** A real picture of one pixel. */
export function png(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 200, 30, 30]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
