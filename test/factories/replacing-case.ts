import { systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { RegistryService, type Device } from '@thaw/registry';
import { behaviour, type Mode } from '../../apps/cli/src/gateway-simulator/behaviour';
import type { CommandRow, CommandRuns } from '../support/command-runs';
import type { Person, TestDesk } from '../support/test-desk';
import { DrivenCase, castOf, noticeFor, type Cast } from './freeze-case';
import { insertSales, suspiciousSales } from './history';
import { newDevice } from './registry';

const SITE = { latE6: 31_230_416, lonE6: 121_473_701 };
/** Some 65 m and some 1.1 km away. */
export const NEAR = { latE6: 31_231_000, lonE6: 121_473_701 };
export const FAR = { latE6: 31_240_416, lonE6: 121_473_701 };
const ACCOUNT = 'CN88 ABCD 3100 6600 0018';
export const REFILED = { settlementAccount: ACCOUNT, installationAddress: '上海市黄浦区中山东一路 1 号' };
export const ALL_TESTS = ['sign_in', 'test_sale', 'void', 'print'];

interface StepSeen {
  readonly number: number;
  readonly code: string;
  readonly state: 'open' | 'pending' | 'done';
  readonly by: string | null;
  readonly proofId: string | null;
  readonly doneAt: string | null;
}

/** A case on which it was decided that the device is replaced, as a test drives it over HTTP. */
export class ReplacingCase {
  private constructor(
    private readonly desk: TestDesk,
    readonly driven: DrivenCase,
    /** Another agent than who installs. */
    readonly second: Person,
    /** Registered and at work nowhere. */
    readonly fresh: Device,
  ) {}

  static async ordered(desk: TestDesk, reasonCode = 'TAMPER'): Promise<ReplacingCase> {
    const cast = await castOf(desk);
    await insertSales(desk.database, cast.shop.terminal.id, suspiciousSales);
    const registry = desk.api.get(RegistryService);
    const setup = systemActor('setup');
    const fresh = await desk.api.get(Database).asActor(setup, async (tx: Tx) => {
      await registry.changeTerminal(tx, setup, cast.shop.terminal.id, { site: SITE });
      return registry.registerDevice(tx, newDevice());
    });
    const machine = await desk.machine('notice:open');
    const { body } = await machine.post('/v1/cases').send(noticeFor(cast.shop)).expect(201);
    const driven = DrivenCase.of(desk, cast, body.number as string);
    await driven.act(cast.agent, 'triage', { reasonCode });
    await driven.act(cast.agent, 'take');
    await driven.scan();
    const one = new ReplacingCase(desk, driven, await desk.person('agent'), fresh);
    await one.decide();
    desk.clock.advance(1_000);
    return one;
  }

  /** Waived, proposed, approved: from where the desk assesses to replacing. */
  async decide(): Promise<void> {
    const { driven, cast } = this;
    const { evidence } = await driven.seenBy(cast.agent);
    for (const { id, required, state } of evidence.items as {
      id: string;
      required: boolean;
      state: string;
    }[]) {
      if (required && state !== 'waived')
        await driven.act(cast.supervisor, 'waive', { itemId: id, text: 'seen at the counter' });
    }
    await driven.propose('RP', 'lift');
    await driven.act(cast.supervisor, 'approve');
  }

  get cast(): Cast {
    return this.driven.cast;
  }

  get oldSerialNo(): string {
    return this.cast.shop.device.serialNo;
  }

  async replacement(): Promise<{
    state: string;
    endedAs: string | null;
    next: number | null;
    steps: StepSeen[];
  } | null> {
    return (await this.driven.seenBy(this.cast.agent)).remediation.replacement;
  }

  async states(): Promise<string[]> {
    return ((await this.replacement())?.steps ?? []).map(({ state }) => state);
  }

  /** What the registry says is at work at the terminal. */
  async atWork(): Promise<string[]> {
    const rows = await this.desk.database.query<{ serial_no: string }>(
      `SELECT d.serial_no FROM device_binding b JOIN device d ON d.id = b.device_id
       WHERE b.terminal_id = $1 AND b.unbound_at IS NULL`,
      [this.cast.shop.terminal.id],
    );
    return rows.map(({ serial_no: serialNo }) => serialNo);
  }

  /** What the terminal system says. */
  outThere(): string | null {
    return this.desk.simulator.deviceOf(this.cast.shop.terminal.terminalNo);
  }

  async timeline(): Promise<string[]> {
    const { body } = await this.cast.agent.http.get(`/v1/cases/${this.driven.number}/timeline`).expect(200);
    return (body.items as { type: string }[]).map(({ type }) => type);
  }

  gatewayDoes(mode: Mode): void {
    const over = mode === 'answer_late' ? { delayMs: 400 } : {};
    this.desk.simulator.behave(this.cast.shop.terminal.terminalNo, behaviour(mode, over));
  }

  step(name: string, given: object = {}, status = 201, by: Person = this.cast.agent) {
    return this.driven.act(by, 'attest', { step: name, ...given }, status);
  }

  /** Steps from the one to the other, the ninth by the second agent; what the terminal system is told of is waited for. */
  async go(runs: CommandRuns, first: number, last: number): Promise<void> {
    const { merchant, terminal } = this.cast.shop;
    const proofId = await this.driven.prove(this.cast.agent);
    const numbers = { merchantNo: merchant.merchantNo, terminalNo: terminal.terminalNo };
    const steps: (() => Promise<unknown>)[] = [
      () => this.step('backup_settled', { text: 'backup on the vendor’s share, batch 41 settled' }),
      () => this.step('old_retired').then(() => this.settled(runs)),
      () => this.step('new_unused', { serialNo: this.fresh.serialNo }),
      () => this.step('same_numbers', numbers),
      () => this.step('items_refiled', REFILED).then(() => this.settled(runs)),
      () => this.step('keys_and_parameters', { proofId }),
      () => this.step('trades_tested', { proofId, passedTests: ALL_TESTS }),
      () => this.step('location_checked', { place: NEAR }),
      () => this.driven.act(this.second, 'verify', { step: 'installation_verified', passed: true }),
    ];
    for (const each of steps.slice(first - 1, last)) await each();
  }

  /** Until no command of the case is left to try, nor any that one of them brought about. */
  async settled(runs: CommandRuns): Promise<readonly CommandRow[]> {
    for (;;) {
      const rows = await runs.untilSettled(this.driven.number);
      this.desk.clock.advance(1_000);
      const now = await runs.of(this.driven.number);
      if (now.length === rows.length && now.every(({ next_attempt_at: due }) => due === null)) return now;
    }
  }
}
