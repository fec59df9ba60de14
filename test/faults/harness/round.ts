import { Watchman } from '../../stories/model/invariants';
import { suspiciousSales } from '../../factories/history';
import { waitFor } from '../../support/wait-for';
import type { Cast } from './cast';
import { Door } from './door';
import { diceOf } from './draws';
import { clocksOnce, commandsOnce, mailsOnce, webhooksOnce } from './effects';
import { drawFaults, letBefall, type Fault } from './faults';
import { Ledger } from './ledger';
import { timeOf, untilSettled } from './settling';
import { Shift } from './shift';
import type { QueuePlace, StandingDesk } from './standing-desk';
import { answeredAlike, filesAreThere, rowsAreThere, together, writtenOnce, type Breaches } from './written';

const SHOPS = 2;
/** Work goes on for a while after the last fault is over. */
const AFTERWARDS_MS = 400;

export interface Round {
  readonly seed: number;
  readonly place: QueuePlace;
  readonly faults: readonly Fault[];
  readonly accepted: number;
  readonly refused: number;
  readonly unanswered: number;
  /** What the world outside has seen so far: of commands, mails, webhooks and steps of clocks. */
  readonly seen: readonly number[];
  readonly workedMs: number;
  readonly settledMs: number;
  readonly breaches: Breaches;
}

/** Rounds on one desk: each works on cases of its own, and what must hold is asked of all there are. */
export class Rounds {
  private readonly watchman: Watchman;
  private now = new Date();

  constructor(
    private readonly desk: StandingDesk,
    private readonly cast: Cast,
  ) {
    this.watchman = new Watchman({ database: desk, clock: { now: () => this.now } });
  }

  /** Somebody wants to hear of all that can be heard of. */
  async listenByWebhook(): Promise<void> {
    const response = await fetch(`${this.desk.url}/v1/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.cast.admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: `${this.desk.webhookUrl}/hook`, description: 'test' }),
    });
    if (response.status !== 201) throw new Error(await response.text());
  }

  /** Everything that is chosen follows from the seed; how processes run beside each other does not. */
  async play(seed: number, place: QueuePlace): Promise<Round> {
    const { desk, cast } = this;
    await desk.useQueue(place);
    const shops = [];
    for (let i = 0; i < SHOPS; i++) shops.push(await cast.shop());
    const after = await this.records();
    const ledger = new Ledger(seed);
    const door = new Door(desk.url, ledger);
    const shift = new Shift(seed, desk, cast, door, ledger, shops);
    await shift.prepare();
    const faults = drawFaults(seed, place, diceOf(seed, 0));

    const began = Date.now();
    let overAt = Infinity;
    const work = shift.work(() => Date.now() >= overAt);
    await letBefall(desk, faults).finally(() => (overAt = Date.now() + AFTERWARDS_MS));
    await work;
    const worked = Date.now();
    await desk.heal();
    await untilSettled(desk);
    const alike = await answeredAlike(door, ledger);
    await untilSettled(desk);
    const seen = [await commandsOnce(desk), await mailsOnce(desk), await webhooksOnce(desk), await clocksOnce(desk)];
    return {
      seed, place, faults,
      accepted: ledger.count('accepted'),
      refused: ledger.count('refused'),
      unanswered: ledger.count('unanswered'),
      seen: seen.map((one) => one.seen),
      workedMs: worked - began,
      settledMs: Date.now() - worked,
      breaches: together([
        alike,
        await writtenOnce(desk, ledger, after),
        await filesAreThere(door, ledger),
        await rowsAreThere(desk, ledger, suspiciousSales.length),
        ...seen,
        { lost: [], doubled: [], other: [...ledger.stumbles.map((one) => `${one}\n${this.saidOf(one)}`), ...desk.fallen.splice(0), ...(await this.untold())] },
      ]),
    };
  } // prettier-ignore

  /** Every case is what its events tell, has an owner of its next step, and whatever else must hold of it. */
  private async untold(): Promise<readonly string[]> {
    let found: readonly string[] = [];
    // What is the clock's to do next, its sweeps do within seconds.
    await waitFor(
      'the cases to be as told',
      async () => {
        this.now = await timeOf(this.desk);
        found = await this.watchman.breaches();
        return found.length === 0;
      },
      { withinMs: 6_000, everyMs: 200 },
    ).catch(() => undefined);
    return found;
  }

  /** What the API wrote down of a request; of one that it answered before it was restarted, nothing. */
  private saidOf(stumble: string): string {
    const [id = '(none)'] = /fault-[\w.]+/.exec(stumble) ?? [];
    return this.desk
      .linesOf('api')
      .filter((line) => line.includes(id))
      .join('\n');
  }

  private async records(): Promise<number> {
    const [row] = await this.desk.query<{ seq: string }>('SELECT coalesce(max(seq), -1) AS seq FROM audit_record');
    return Number(row?.seq);
  } // prettier-ignore
}
