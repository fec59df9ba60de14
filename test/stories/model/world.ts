import { sweeps } from '../../../apps/worker/src/sweep-list';
import type { Sweep } from '../../../apps/worker/src/sweeps';
import { behaviour, MODES, type Mode } from '../../../apps/cli/src/gateway-simulator/behaviour';
import { noticeFor, png } from '../../factories/freeze-case';
import { insertSales, suspiciousSales } from '../../factories/history';
import type { Shop } from '../../factories/registry';
import { TestDesk, type Person } from '../../support/test-desk';
import { TerminalGateway } from '@thaw/registry';
import type { Dice } from './dice';
import { Watchman } from './invariants';
import type { ShopNumbers } from './scene';

export type Role = 'merchant' | 'agent' | 'supervisor' | 'reviewer';

/** One case of the world, with the state that it was last seen in. */
export interface Subject {
  readonly shop: Shop;
  readonly merchant: Person;
  readonly id: string;
  readonly number: string;
  state: string;
  /** Of one that waits for the merchant: whether an appeal asked. */
  askedInAppeal: boolean;
  /** Changes with all that happens to the case: its version, and how much its timeline tells. */
  moment: string;
  /** What each role found last, and at which moment. */
  readonly views: Map<Role, { readonly moment: string; readonly seen: object }>;
}

type Http = Person['http'];

/** What a random mode of the terminal system is drawn from: mostly one that works, so that cases come along. */
const WAYS = MODES.filter((mode) => !['slow', 'never_answer', 'answer_late'].includes(mode));
/** Sweeps that act by the desk's clock; the others look after lost jobs by the machine's. */
const BY_THE_CLOCK = [
  'daily watch scans',
  'watches that are over',
  'clocks',
  'gateway',
  'ending measures',
  'lapsed windows',
  'awaited letters',
  'lost restores',
  'lost command ends',
];

const SPARES = 400;
/** Of every device's model, as the upkeep's records name it. */
const SOFTWARE = '2.0';
const SITE = { latE6: 31_230_416, lonE6: 121_473_701 };

const need = ({ status, body }: { readonly status: number; readonly body: unknown }): void => {
  if (status >= 400) throw new Error(JSON.stringify(body));
};

/** A desk, its people and the cases that they work on. */
export class World {
  readonly subjects: Subject[] = [];
  readonly watchman: Watchman;
  private readonly due: readonly Sweep[];
  private rebound = 0;
  private salesDays = 0;

  private constructor(
    readonly desk: TestDesk,
    readonly people: { readonly [R in Exclude<Role, 'merchant'>]: Person[] },
    private readonly machine: Http,
    private readonly shops: readonly { readonly shop: Shop; readonly merchant: Person }[],
    /** Serial numbers of devices in the store room. */
    private readonly spares: string[],
  ) {
    this.watchman = new Watchman(desk);
    this.due = sweeps(desk.worker).filter(({ name }) => BY_THE_CLOCK.includes(name));
  }

  /** @param shops how many: of a shop at most one case is open. */
  static async build(shops: number): Promise<World> {
    const desk = await TestDesk.start({ THAW_LOG_LEVEL: 'error' });
    try {
      return await World.people(desk, shops);
    } catch (error) {
      await desk.stop();
      throw error;
    }
  }

  private static async people(desk: TestDesk, shops: number): Promise<World> {
    for (const process of [desk.worker, desk.api])
      Object.assign(process.get(TerminalGateway, { strict: false }), { timeoutMs: 250 });
    const several = async (role: Role, count: number): Promise<Person[]> => {
      const made: Person[] = [];
      for (let i = 0; i < count; i++) made.push(await desk.person(role));
      return made;
    };
    const people = {
      agent: await several('agent', 3),
      supervisor: await several('supervisor', 3),
      reviewer: await several('reviewer', 4),
    };
    const machine = await desk.machine('notice:open', 'registry:write');
    const built: { shop: Shop; merchant: Person }[] = [];
    for (let i = 0; i < shops; i++) {
      const shop = await desk.shop();
      await insertSales(desk.database, shop.terminal.id, suspiciousSales);
      need(await machine.patch(`/v1/terminals/${shop.terminal.id}`).send({ site: SITE }));
      built.push({ shop, merchant: await desk.person('merchant', shop.merchant.merchantNo) });
    }
    const spares = Array.from({ length: SPARES }, (_, i) => `SPARE-${i}`);
    for (const serialNo of spares)
      await machine.post('/v1/devices').send({ serialNo, model: 'A920' }).expect(201);
    const release = { model: 'A920', version: SOFTWARE, currentFrom: '2026-01-01' };
    need(await machine.post('/v1/prevention/software-releases').send(release));
    return new World(desk, people, machine, built, spares);
  }

  /** A notice for a shop without an open case opens one; for one with, joins it. @returns the case. */
  async notice(dice: Dice): Promise<Subject | null> {
    const free = this.shops.filter(
      ({ shop }) => !this.subjects.some((one) => one.shop === shop && one.state !== 'closed'),
    );
    const { shop, merchant } = dice.pick(free.length > 0 && !dice.oneIn(4) ? free : this.shops);
    const notice = { ...noticeFor(shop), ...(dice.oneIn(5) ? { measures: [] } : {}) };
    const { status, body } = await this.machine.post('/v1/cases').send(notice);
    if (status >= 500) throw new Error(`a notice: ${status} ${JSON.stringify(body)}`);
    if (status !== 201 && status !== 200) return null;
    const known = this.subjects.find(({ number }) => number === body.number);
    if (known) {
      await this.know(known);
      return known;
    }
    const [row] = await this.desk.database.query<{ id: string }>(
      'SELECT id FROM freeze_case WHERE number = $1',
      [body.number],
    );
    const subject: Subject = {
      shop,
      merchant,
      id: row!.id,
      number: body.number as string,
      state: 'reported',
      askedInAppeal: false,
      moment: '',
      views: new Map(),
    };
    this.subjects.push(subject);
    await this.know(subject);
    return subject;
  }

  someone(role: Role, subject: Subject, dice: Dice): Person {
    if (role !== 'merchant') return dice.pick(this.people[role]);
    return subject.merchant;
  }

  /** The desk's clock goes on, everybody's session with it, and what has come due is done. */
  async pass(ms: number): Promise<void> {
    // First the sessions, and well beyond: nobody is to be signed out between, whoever else lets time pass.
    const then = this.desk.clock.now().getTime() + ms + 200 * 86_400_000;
    const times = [new Date(then), new Date(then + 86_400_000)];
    await this.desk.database.query('UPDATE session SET last_seen_at = $1, expires_at = $2', times);
    this.desk.clock.advance(ms);
    await this.sweep();
  }

  async sweep(): Promise<void> {
    for (const { run } of this.due) await run();
    await this.settle();
  }

  /** Until what was set going is done, and it is known where every case stands. */
  async settle(): Promise<void> {
    await this.desk.simulator.idle();
    await this.desk.untilIdle();
    await this.know(...this.subjects);
  }

  /** Where these cases stand after a step that set nothing going. */
  async know(...subjects: readonly Subject[]): Promise<void> {
    const rows = await this.desk.database.query<Pick<Subject, 'id' | 'state' | 'moment'> & { readonly in_appeal: boolean }>(
      `SELECT id, state, version || '/' || (SELECT max(seq) FROM case_event e WHERE e.case_id = c.id) AS moment,
         EXISTS (SELECT 1 FROM evidence_request r WHERE r.case_id = c.id AND r.closed_at IS NULL
           AND r.returns_to = 'appealing') AS in_appeal FROM freeze_case c WHERE id = ANY($1)`,
      [subjects.map(({ id }) => id)],
    );
    for (const { id, state, moment, in_appeal: askedInAppeal } of rows)
      Object.assign(subjects.find((one) => one.id === id)!, { state, moment, askedInAppeal });
  } // prettier-ignore

  numbersOf({ shop }: Subject): ShopNumbers {
    const { merchant, terminal, binding } = shop;
    return {
      merchantNo: merchant.merchantNo,
      terminalNo: terminal.terminalNo,
      settlementAccount: binding.settlementAccount,
      freshSerialNo: () => this.spares.shift() ?? 'NONE-LEFT',
    };
  }

  /** What the machine-checked steps look at, entered as the registry's people would. */
  async putRecordsRight({ shop }: Subject): Promise<void> {
    const { id, terminalNo } = shop.terminal;
    const [bound] = await this.desk.database.query<{ serial_no: string }>(
      'SELECT d.serial_no FROM device_binding b JOIN device d ON d.id = b.device_id WHERE b.terminal_id = $1 AND b.unbound_at IS NULL',
      [id],
    );
    const place = `${terminalNo} ${(this.rebound += 1)} 号`;
    const ended = await this.machine.delete(`/v1/terminals/${id}/bindings/current`);
    const { settlementAccount } = shop.binding;
    const binding = { settlementAccount, installationAddress: place };
    const serialNo = bound?.serial_no ?? this.spares.shift();
    const again = await this.machine.post(`/v1/terminals/${id}/bindings`).send({ serialNo, ...binding });
    if (ended.status < 400 && again.status >= 400) throw new Error(JSON.stringify(again.body));
    const mcc = this.rebound % 2 === 0 ? '5411' : '5311';
    await this.machine.patch(`/v1/merchants/${shop.merchant.id}`).send({ mcc });
    await this.enterUpkeep({ shop });
  }

  /** Of the device at work; what was entered of another before says nothing of it. */
  async enterUpkeep({ shop: { terminal } }: Pick<Subject, 'shop'>): Promise<void> {
    const virusDatabaseOn = this.desk.clock.now().toISOString().slice(0, 10);
    await this.people.agent[0]!.http.patch(`/v1/terminals/${terminal.id}/prevention`).send({
      softwareVersion: SOFTWARE,
      virusDatabaseOn,
    });
  }

  /** What the desk does with a hit of a watch is its operator's to set. */
  onWatchHit(does: 'perform' | 'propose'): void {
    Object.assign(this.desk.config.watch, { onHit: does });
  }

  async askedOf({ id }: Subject): Promise<readonly string[]> {
    const items = await this.desk.database.query<{ id: string }>(
      `SELECT i.id FROM evidence_item i JOIN evidence_request r ON r.id = i.request_id AND r.closed_at IS NULL
       WHERE r.case_id = $1`,
      [id],
    );
    return items.map((item) => item.id);
  }

  /** Somebody who has had nothing to do with any case yet, as the admins find one where nobody is eligible. */
  async hire(role: 'reviewer' | 'supervisor'): Promise<Person> {
    const person = await this.desk.person(role);
    this.people[role].unshift(person);
    return person;
  }

  /** The merchant opens every letter of the case that is new: with the decision's, the window for an appeal begins. */
  async letters({ merchant, id }: Subject): Promise<void> {
    const closed = await this.desk.database.query<{ id: string }>(
      `SELECT id FROM notification WHERE case_id = $1 AND recipient_kind = 'merchant' AND delivered_at IS NULL`,
      [id],
    );
    for (const letter of closed) await merchant.http.post(`/v1/notifications/${letter.id}/open`);
  }

  terminalSystemBehaves({ shop }: Subject, dice: Dice): void {
    const mode = dice.oneIn(2) ? 'confirm' : dice.pick(WAYS);
    this.desk.simulator.behave(shop.terminal.terminalNo, behaviour(mode));
  }

  terminalSystemIs({ shop }: Subject, mode: Mode): void {
    this.desk.simulator.behave(shop.terminal.terminalNo, behaviour(mode));
  }

  /** Sales as suspicious as the first, on a day that had none. */
  async sales({ shop }: Subject, dice: Dice): Promise<void> {
    const day = String(1 + ((this.salesDays += 1) % 28)).padStart(2, '0');
    const month = String(1 + dice.whole(10)).padStart(2, '0');
    const sales = suspiciousSales.map((sale) => ({
      ...sale,
      at: sale.at.replace('2026-11-20', `2026-${month}-${day}`),
    }));
    await insertSales(this.desk.database, shop.terminal.id, sales);
  }

  /** A file put in by this person. @returns its id; undefined where it was refused. */
  async file(person: Person, { number }: Subject, kind: 'authority' | 'proof'): Promise<string | undefined> {
    const place = kind === 'authority' ? 'authority-documents' : 'proofs';
    const { body } = await person.http
      .post(`/v1/cases/${number}/${place}`)
      .attach('file', png(), 'paper.png');
    return body.id as string | undefined;
  }
}
