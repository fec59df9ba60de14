import { sweeps } from '../../../apps/worker/src/sweep-list';
import type { Sweep } from '../../../apps/worker/src/sweeps';
import { behaviour, MODES, type Mode } from '../../../apps/cli/src/gateway-simulator/behaviour';
import { noticeFor, png } from '../../factories/freeze-case';
import { insertSales, suspiciousSales } from '../../factories/history';
import type { Shop } from '../../factories/registry';
import { TestDesk, type Person } from '../../support/test-desk';
import { TerminalGateway } from '@thaw/registry';
import type { Dice } from './dice';
import type { ShopNumbers } from './scene';

export type Role = 'merchant' | 'agent' | 'supervisor' | 'reviewer';

/** One case of the world, with the state that it was last seen in. */
export interface Subject {
  readonly shop: Shop;
  readonly merchant: Person;
  readonly id: string;
  readonly number: string;
  state: string;
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
  'lost restores',
  'lost command ends',
];

const SPARES = 200;

/** A desk, its people and the cases that they work on. */
export class World {
  readonly subjects: Subject[] = [];
  private readonly due: readonly Sweep[];
  private rebound = 0;
  private salesDays = 0;

  private constructor(
    readonly desk: TestDesk,
    readonly people: { readonly [R in Exclude<Role, 'merchant'>]: readonly Person[] },
    private readonly machine: Http,
    private readonly shops: readonly { readonly shop: Shop; readonly merchant: Person }[],
    /** Serial numbers of devices in the store room. */
    private readonly spares: string[],
  ) {
    this.due = sweeps(desk.worker).filter(({ name }) => BY_THE_CLOCK.includes(name));
  }

  /** @param shops how many: of a shop at most one case is open. */
  static async build(shops: number): Promise<World> {
    const desk = await TestDesk.start({ THAW_LOG_LEVEL: 'fatal' });
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
    const built: { shop: Shop; merchant: Person }[] = [];
    for (let i = 0; i < shops; i++) {
      const shop = await desk.shop();
      await insertSales(desk.database, shop.terminal.id, suspiciousSales);
      built.push({ shop, merchant: await desk.person('merchant', shop.merchant.merchantNo) });
    }
    const machine = await desk.machine('notice:open', 'registry:write');
    const spares = Array.from({ length: SPARES }, (_, i) => `SPARE-${i}`);
    for (const serialNo of spares)
      await machine.post('/v1/devices').send({ serialNo, model: 'A920' }).expect(201);
    return new World(desk, people, machine, built, spares);
  }

  /** A notice for a shop without an open case opens one; for one with, joins it. @returns the case. */
  async notice(dice: Dice): Promise<Subject | null> {
    const free = this.shops.filter(
      ({ shop }) => !this.subjects.some((one) => one.shop === shop && one.state !== 'closed'),
    );
    const { shop, merchant } = dice.pick(free.length > 0 && !dice.oneIn(4) ? free : this.shops);
    const { status, body } = await this.machine.post('/v1/cases').send(noticeFor(shop));
    if (status >= 500) throw new Error(`a notice: ${status} ${JSON.stringify(body)}`);
    if (status !== 201 && status !== 200) return null;
    const known = this.subjects.find(({ number }) => number === body.number);
    if (known) return known;
    const [row] = await this.desk.database.query<{ id: string }>(
      'SELECT id FROM freeze_case WHERE number = $1',
      [body.number],
    );
    const subject = { shop, merchant, id: row!.id, number: body.number as string, state: 'reported' };
    this.subjects.push(subject);
    return subject;
  }

  someone(role: Role, subject: Subject, dice: Dice): Person {
    if (role !== 'merchant') return dice.pick(this.people[role]);
    return subject.merchant;
  }

  /** The desk's clock goes on, everybody's session with it, and what has come due is done. */
  async pass(ms: number): Promise<void> {
    this.desk.clock.advance(ms);
    await this.desk.database.query('UPDATE session SET last_seen_at = $1, expires_at = $2', [
      this.desk.clock.now(),
      new Date(this.desk.clock.now().getTime() + 10 * 86_400_000),
    ]);
    for (const { run } of this.due) await run();
    await this.settle();
  }

  /** Until what was set going is done, and every case's state is known. */
  async settle(): Promise<void> {
    await this.desk.simulator.idle();
    await this.desk.untilIdle();
    const rows = await this.desk.database.query<{ id: string; state: string }>(
      'SELECT id, state FROM freeze_case',
      [],
    );
    for (const { id, state } of rows) {
      const subject = this.subjects.find((one) => one.id === id);
      if (subject) subject.state = state;
    }
  }

  /** The state after a step that set nothing going. */
  async know(subject: Subject): Promise<void> {
    const [row] = await this.desk.database.query<{ state: string }>(
      'SELECT state FROM freeze_case WHERE id = $1',
      [subject.id],
    );
    subject.state = row!.state;
  }

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
    const place = `${terminalNo} ${(this.rebound += 1)} 号`;
    const ended = await this.machine.delete(`/v1/terminals/${id}/bindings/current`);
    const { serialNo } = shop.device;
    const { settlementAccount } = shop.binding;
    const bound = await this.machine
      .post(`/v1/terminals/${id}/bindings`)
      .send({ serialNo, settlementAccount, installationAddress: place });
    if (ended.status < 400 && bound.status >= 400) throw new Error(JSON.stringify(bound.body));
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
