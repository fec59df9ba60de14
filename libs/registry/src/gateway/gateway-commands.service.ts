import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, requestJob, type Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { invalidRequest } from '../invalid-request';
import { Measure } from '../measure.entity';
import { narrowedTerms, storedTerms, type NarrowingDraft } from '../measures';
import { CommandLedger, type CommandStanding } from './command-ledger';
import { GatewayClient, type OutgoingCommand } from './gateway-client';
import type { GatewayAnswer } from './gateway-answer';
import { GatewayCommand, type CommandState } from './gateway-command.entity';
import { ATTEMPT_MS, CLAIM_MS, MAX_ATTEMPTS, afterAttempt, giveUp, isDue } from './retry-plan';

/** What is to be done to one measure of a case. */
export type MeasureCommand =
  | { readonly kind: 'lift'; readonly measureId: string }
  | { readonly kind: 'narrow'; readonly measureId: string; readonly to: NarrowingDraft };

const GATEWAY = systemActor('gateway');
const SWEEP_BATCH = 200;

/** The commands to the terminal system: issued with a decision, carried to the other side until they settle. */
@Injectable()
export class GatewayCommandsService {
  constructor(
    private readonly database: Database,
    private readonly client: GatewayClient,
    private readonly ledger: CommandLedger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Commands what a decision says, in the decision's transaction; the caller holds the case locked. Commands of the
   * case that failed before are withdrawn: the new decision speaks in their place. Of an empty list nothing comes.
   * @returns the commands' ids, in the order of `commands`.
   * @throws DomainError GUARD_REFUSED (a measure of another case, or no longer in force) · INVALID_REQUEST (narrowing)
   */
  async issue(
    tx: Tx,
    of: { readonly caseId: string; readonly terminalId: string },
    commands: readonly MeasureCommand[],
    now: Date,
  ): Promise<readonly string[]> {
    await tx.update(GatewayCommand, { caseId: of.caseId, state: 'failed' }, { state: 'withdrawn' });
    const measures = await this.measuresOf(tx, of.caseId, commands);
    const rows = commands.map((command, index): GatewayCommand => ({
      id: randomUUID(),
      ...of,
      measureId: command.measureId,
      kind: command.kind,
      parameters:
        command.kind === 'lift' ? {} : storedTerms(narrowedTerms(measures[index] as Measure, command.to)),
      ...freshTry(now),
      lastError: null,
      createdAt: now,
      sentAt: null,
      settledAt: null,
    }));
    if (rows.length > 0) await tx.insert(GatewayCommand, rows);
    for (const { id } of rows) await requestJob(tx, 'gateway.send', { commandId: id });
    return rows.map(({ id }) => id);
  }

  /** Takes up the failed commands of a case with fresh tries; the caller holds the case locked. @returns how many. */
  async retryFailed(tx: Tx, caseId: string, now: Date): Promise<number> {
    const failed = await tx.find(GatewayCommand, {
      where: { caseId, state: 'failed' },
      order: { id: 'ASC' },
    });
    for (const { id } of failed) {
      await tx.update(GatewayCommand, { id, state: 'failed' }, { ...freshTry(now), settledAt: null });
      await requestJob(tx, 'gateway.send', { commandId: id });
    }
    return failed.length;
  }

  /**
   * Stops a restore: what the terminal system has not accepted is not sent any more. What it has accepted cannot be
   * called back and stays open until it settles. The caller holds the case locked.
   * @returns how many commands stay open.
   */
  async withdraw(tx: Tx, caseId: string, now: Date): Promise<number> {
    await tx.update(
      GatewayCommand,
      { caseId, state: In(['pending', 'failed'] satisfies CommandState[]) },
      { state: 'withdrawn', nextAttemptAt: null, settledAt: now },
    );
    return tx.countBy(GatewayCommand, { caseId, state: 'sent' });
  }

  standing(tx: Tx, caseId: string): Promise<CommandStanding> {
    return this.ledger.standing(tx, caseId);
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
      if (command) await this.ledger.record(tx, command, afterAttempt(command, answer, now), now);
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
           SELECT id FROM gateway_command
           WHERE state IN ('pending', 'sent') AND next_attempt_at <= $1
             AND (claimed_until IS NULL OR claimed_until <= $1)
           ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
         UPDATE gateway_command c SET claimed_until = $2 FROM due WHERE c.id = due.id RETURNING c.id`,
        [now, new Date(now.getTime() + CLAIM_MS), SWEEP_BATCH],
      );
      for (const { id } of due) await requestJob(tx, 'gateway.send', { commandId: id });
      return due.length;
    });
  }

  /** Counts the attempt before it is made: one that dies on the way has been made all the same. */
  private async beginAttempt(tx: Tx, commandId: string): Promise<Attempt | null> {
    const command = await this.ledger.lock(tx, commandId);
    const now = this.clock.now();
    if (!command || !isDue(command, now)) return null;
    if (command.attempts >= MAX_ATTEMPTS) {
      await this.ledger.record(tx, command, giveUp(command, now), now);
      return null;
    }
    const nextAttemptAt = new Date(now.getTime() + ATTEMPT_MS);
    await tx.update(
      GatewayCommand,
      { id: commandId },
      { attempts: command.attempts + 1, nextAttemptAt, claimedUntil: null },
    );
    return { accepted: command.state === 'sent', outgoing: await this.ledger.outgoing(tx, command) };
  }

  /** Of an accepted command we first ask; it is sent again under its id only where the other side never got it. */
  private async exchange({ accepted, outgoing }: Attempt): Promise<GatewayAnswer> {
    if (!accepted) return this.client.send(outgoing);
    const answer = await this.client.ask(outgoing.id);
    return answer.state === 'not_known' ? this.client.send(outgoing) : answer;
  }

  private async measuresOf(
    tx: Tx,
    caseId: string,
    commands: readonly MeasureCommand[],
  ): Promise<readonly Measure[]> {
    const ids = commands.map(({ measureId }) => measureId);
    if (new Set(ids).size !== ids.length) {
      throw invalidRequest('measureId', '同一措施只能有一条指令。', 'Name each measure once.');
    }
    const known = await tx.find(Measure, { where: { id: In(ids) } });
    return ids.map((id) => {
      const measure = known.find((each) => each.id === id && each.caseId === caseId);
      if (measure && measure.liftedAt === null) return measure;
      throw new DomainError('GUARD_REFUSED', {
        rule: 'measures.in_force',
        detail: { zh: '该措施已不在执行中。', en: 'That measure is no longer in force.' },
        extra: { measureId: id },
      });
    });
  }
}

interface Attempt {
  /** Whether the other side is known to have it. */
  readonly accepted: boolean;
  readonly outgoing: OutgoingCommand;
}

/** Due at once, and in the hands of the job that is asked for with it. */
const freshTry = (
  now: Date,
): Pick<GatewayCommand, 'state' | 'attempts' | 'nextAttemptAt' | 'claimedUntil'> => ({
  state: 'pending',
  attempts: 0,
  nextAttemptAt: now,
  claimedUntil: new Date(now.getTime() + CLAIM_MS),
});
