import { TerminalGateway, GatewayCommandsService } from '@thaw/registry';
import { waitFor } from './wait-for';
import type { TestDesk } from './test-desk';

export interface CommandRow {
  readonly id: string;
  readonly kind: string;
  readonly purpose: string;
  readonly state: string;
  readonly attempts: number;
  readonly next_attempt_at: Date | null;
  readonly after_id: string | null;
  readonly last_error: string | null;
  readonly confirmed_via: string | null;
}

/** Lets the worker of a desk make every try at a command in its time, by the desk's own clock. */
export class CommandRuns {
  private begun = 0;
  private ended = 0;

  /** @param patienceMs how long an answer is waited for, in real time: a test has little. */
  constructor(
    private readonly desk: TestDesk,
    patienceMs: number,
  ) {
    Object.assign(desk.worker.get(TerminalGateway, { strict: false }), { timeoutMs: patienceMs });
    const { commands } = this;
    const send = commands.send.bind(commands);
    jest.spyOn(commands, 'send').mockImplementation(async (id) => {
      this.begun++;
      await send(id).finally(() => this.ended++);
    });
  }

  of(number: string): Promise<readonly CommandRow[]> {
    return this.desk.database.query<CommandRow>(
      `SELECT * FROM gateway_command WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1)
       ORDER BY created_at, purpose, kind, id`,
      [number],
    );
  }

  /** Until nothing of the case is left to try, and the case has been told. */
  async untilSettled(number: string): Promise<readonly CommandRow[]> {
    const rows = await this.untilTried(number);
    await this.desk.untilIdle();
    return rows;
  }

  private async untilTried(number: string): Promise<readonly CommandRow[]> {
    let made = -1;
    for (;;) {
      const rows = await waitFor('an attempt to end, or all', async () => {
        await this.desk.simulator.idle();
        const ended = this.ended;
        const now = await this.of(number);
        // Rows that were read while an attempt was under way tell of a next one that is not the one it comes to.
        const still = this.begun === ended;
        const open = now.filter((row) => row.next_attempt_at !== null);
        return open.length === 0 || (still && attemptsOf(now) > made) ? now : null;
      });
      const open = rows.filter((row) => row.next_attempt_at !== null);
      if (open.length === 0) return rows;
      // One that waits for another's end has no time of its own.
      const due = open
        .filter(({ after_id: before }) => !open.some(({ id }) => id === before))
        .flatMap((row) => row.next_attempt_at ?? []);
      made = attemptsOf(rows);
      const wait = Math.min(...due.map((at) => at.getTime())) - this.desk.clock.now().getTime();
      this.desk.clock.advance(Math.max(wait, 0));
      await this.commands.sendDue(this.desk.clock.now());
    }
  }

  private get commands(): GatewayCommandsService {
    return this.desk.worker.get(GatewayCommandsService, { strict: false });
  }
}

const attemptsOf = (rows: readonly CommandRow[]): number =>
  rows.reduce((sum, { attempts }) => sum + attempts, 0);
