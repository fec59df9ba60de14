import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, requestJob, type Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import type { CommandPurpose } from '../measures';
import { contentsOf, type CommandDraft } from './command-draft';
import { CommandLedger, type CommandStanding } from './command-ledger';
import { freshCommand, freshTry } from './fresh-command';
import type { GatewayAnswer } from './gateway-answer';
import { GatewayCommand } from './gateway-command.entity';
import { TerminalGateway, type OutgoingCommand } from './terminal-gateway';
import { ATTEMPT_MS, CLAIM_MS, afterAttempt, giveUp, nextStep, type NextStep } from './retry-plan';

/** What commands are for. `deadlineAt`: by when they must be done; left out, two hours from now. */
export interface CommandOrder {
  readonly caseId: string;
  readonly terminalId: string;
  readonly purpose: CommandPurpose;
  readonly deadlineAt?: Date;
}

const GATEWAY = systemActor('gateway');
const SWEEP_BATCH = 200;

/** The commands to the terminal system: issued with a decision, carried to the other side until they settle. */
@Injectable()
export class GatewayCommandsService {
  constructor(
    private readonly database: Database,
    private readonly client: TerminalGateway,
    private readonly ledger: CommandLedger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Orders commands in the transaction of what decides them; the caller holds the case locked. A restore takes the place
   * of the case's earlier one, whose commands count no more. How each ends is told by a job: `restore.settled` for a
   * restore as a whole, `command.settled` for every other command.
   * @returns the commands' ids in the order of `commands`, then those of the releases of money that come with them.
   * @throws DomainError as {@link contentsOf} says.
   */
  async issue(
    tx: Tx,
    { caseId, terminalId, purpose, deadlineAt }: CommandOrder,
    commands: readonly CommandDraft[],
    now: Date,
  ): Promise<readonly string[]> {
    if (purpose === 'restore') await this.closeRestore(tx, caseId, now);
    const rows = (await contentsOf(tx, caseId, commands)).map((content) => ({
      ...freshCommand(now, deadlineAt),
      id: randomUUID(),
      caseId,
      terminalId,
      purpose,
      ...content,
    }));
    if (rows.length > 0) await tx.insert(GatewayCommand, rows);
    for (const { id } of rows) await requestJob(tx, 'gateway.send', { commandId: id });
    return rows.map(({ id }) => id);
  }

  /** Takes up the failed commands of a restore with fresh tries; the caller holds the case locked. @returns how many. */
  async retryFailed(tx: Tx, caseId: string, now: Date): Promise<number> {
    const failed = await tx.find(GatewayCommand, {
      where: { caseId, purpose: 'restore', state: 'failed', closedAt: IsNull() },
      order: { id: 'ASC' },
    });
    for (const { id } of failed) await this.retry(tx, id, now);
    return failed.length;
  }

  /** Takes up one failed command with fresh tries and a fresh deadline. @returns whether it had failed. */
  async retry(tx: Tx, commandId: string, now: Date): Promise<boolean> {
    const { affected } = await tx.update(GatewayCommand, { id: commandId, state: 'failed' }, freshTry(now));
    if (affected === 1) await requestJob(tx, 'gateway.send', { commandId });
    return affected === 1;
  }

  standing(tx: Tx, caseId: string, purpose: CommandPurpose = 'restore'): Promise<CommandStanding> {
    return this.ledger.standing(tx, caseId, purpose);
  }

  /** What became of it is told to its case. */
  async markTold(tx: Tx, commandId: string, now: Date): Promise<void> {
    await tx.update(GatewayCommand, { id: commandId }, { toldAt: now });
  }

  /**
   * The handler of `gateway.send`: one attempt, if one is due. Safe to call twice, and from two workers at once.
   * No transaction is open while the other side is asked.
   */
  async send(commandId: string): Promise<void> {
    const attempt = await this.database.asActor(GATEWAY, (tx) => this.beginAttempt(tx, commandId));
    if (!attempt) return;
    const answer = await this.exchange(attempt);
    await this.database.asActor(GATEWAY, async (tx) => {
      const command = await this.ledger.lock(tx, commandId);
      const now = this.clock.now();
      if (!command) return;
      const change = afterAttempt(command, answer, now, attempt.mightBeDone);
      await this.ledger.record(tx, command, change, now);
    });
  }

  /**
   * The sweep: asks for a job for each command that is due and that no job is expected to take up, so that a queue
   * that was lost loses nothing. @returns how many it found.
   */
  async sendDue(now: Date): Promise<number> {
    return this.database.asActor(GATEWAY, async (tx) => {
      const [due] = await tx.query<[{ id: string }[], number]>(
        `WITH due AS (
           SELECT c.id FROM gateway_command c
           WHERE c.state IN ('pending', 'sent') AND c.next_attempt_at <= $1
             AND (c.claimed_until IS NULL OR c.claimed_until <= $1)
             AND NOT EXISTS (SELECT 1 FROM gateway_command b WHERE b.id = c.after_id AND b.state IN ('pending', 'sent'))
           ORDER BY c.next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
         UPDATE gateway_command c SET claimed_until = $2 FROM due WHERE c.id = due.id RETURNING c.id`,
        [now, new Date(now.getTime() + CLAIM_MS), SWEEP_BATCH],
      );
      for (const { id } of due) await requestJob(tx, 'gateway.send', { commandId: id });
      return due.length;
    });
  }

  /** Whatever an earlier restore of the case left: what failed is not tried again, and none of it counts any more. */
  private async closeRestore(tx: Tx, caseId: string, now: Date): Promise<void> {
    await tx.update(
      GatewayCommand,
      { caseId, purpose: 'restore', state: 'failed' },
      { state: 'withdrawn', closedAt: now },
    );
    await tx.update(GatewayCommand, { caseId, purpose: 'restore', closedAt: IsNull() }, { closedAt: now });
  }

  /** Counts the attempt before it is made: one that dies on the way has been made all the same. */
  private async beginAttempt(tx: Tx, commandId: string): Promise<Attempt | null> {
    const command = await this.ledger.lock(tx, commandId);
    const now = this.clock.now();
    if (!command) return null;
    const step = nextStep(command, now);
    if (step === 'nothing' || (await this.ledger.isWaiting(tx, command))) return null;
    if (step === 'give_up') {
      await this.ledger.record(tx, command, giveUp(command, now), now);
      return null;
    }
    const nextAttemptAt = new Date(now.getTime() + ATTEMPT_MS);
    await tx.update(
      GatewayCommand,
      { id: commandId },
      { attempts: command.attempts + 1, nextAttemptAt, claimedUntil: null, mayBeDone: true },
    );
    return { step, mightBeDone: command.mayBeDone, outgoing: await this.ledger.outgoing(tx, command) };
  }

  /** Of what the other side may have we first ask; it is sent under its id where the other side never got it. */
  private async exchange({ step, outgoing }: Attempt): Promise<GatewayAnswer> {
    if (step === 'send') return this.client.send(outgoing);
    const answer = await this.client.ask(outgoing.id);
    if (answer.state !== 'not_known') return answer;
    if (step === 'ask_or_send') return this.client.send(outgoing);
    return { state: 'failed', reason: 'the terminal system never got it' };
  }
}

interface Attempt {
  readonly step: Exclude<NextStep, 'nothing' | 'give_up'>;
  /** Whether an earlier attempt may have brought it about. */
  readonly mightBeDone: boolean;
  readonly outgoing: OutgoingCommand;
}
