import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  DomainError,
  Zone,
  actorRef,
  isDomainError,
  isMerchantUser,
  systemActor,
  type Actor,
  type Clock,
} from '@thaw/kernel';
import {
  CLOCK,
  CONFIG,
  Database,
  type Config,
  idempotently,
  isUniqueViolation,
  requestHash,
  type Tx,
} from '@thaw/platform';
import { RegistryQuery, type MeasureDraft, type TerminalView } from '@thaw/registry';
import type { TerminalWord } from '@thaw/registry/measures';
import { CaseRepository } from './case.repository';
import { CaseTransitions } from './case-transitions.service';
import { changesSince, versionFor } from './views/changes.view';
import { LIFECYCLE, REFERENCE_VERSION, anotherIsOpen, refuse, type ActionName } from './domain';
import { FreezeCase } from './entities';
import { EventLog } from './event-log';
import { Rehearsed, stoppedAt, type Played, type TakenStep } from './acting-in-turn';
import { maskTexts } from './mask-texts';
import { PayloadLookUps } from './payload-look-ups';
import { CaseSearch } from './search/case-search.service';
import { WordsOfTerminals } from './measures/words-of-terminals.service';
import { SubmissionsInTime } from './submissions-in-time';

/** A freeze, reported: by the acquirer's machines, by an agent, or by the merchant who cannot trade. */
export interface FreezeNotice {
  readonly terminal:
    { readonly merchantNo: string; readonly terminalNo: string } | { readonly serialNo: string };
  /** Measures already in force; a merchant's report brings none. */
  readonly measures: readonly MeasureDraft[];
  /** How the report came: `api`, `phone`, `portal`, `paper`. */
  readonly channel: string;
  readonly text: string;
}

export interface Opened {
  readonly number: string;
  readonly version: number;
  /** False where an open case stood on the terminal and the notice joined it. */
  readonly created: boolean;
}

/** One action on one case. */
export interface Asked {
  readonly number: string;
  readonly action: ActionName;
  readonly version: number | null;
  readonly payload: unknown;
  readonly receivedAt?: Date;
  readonly terminalWord?: TerminalWord | null;
  /** Whose action it is, where the case may be out of their sight by then. */
  readonly by?: Actor;
  /** Sees the case as it is before. */
  readonly locked?: (tx: Tx, freezeCase: FreezeCase) => Promise<void>;
}

/** At most one open case a terminal. */
const OPEN_CASE_INDEX = 'freeze_case_open_terminal';

/** What comes in from outside: notices and actions of people and machines. */
@Injectable()
export class CaseService {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
    private readonly events: EventLog,
    private readonly registry: RegistryQuery,
    private readonly inTime: SubmissionsInTime,
    private readonly lookUps: PayloadLookUps,
    private readonly words: WordsOfTerminals,
    private readonly search: CaseSearch,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /**
   * Opens a case, or joins the notice to the one that is open on the terminal. The same key again gives the same answer.
   * @throws DomainError TERMINAL_UNKNOWN, IDEMPOTENCY_KEY_REUSED, or as the lifecycle says.
   */
  async open(actor: Actor, given: FreezeNotice, idempotencyKey: string | null): Promise<Opened> {
    // Merchant and terminal numbers are digits too, and are looked up as they are.
    const notice = {
      ...given,
      channel: maskTexts(given.channel, 'channel'),
      text: maskTexts(given.text, 'text'),
    };
    const work = (tx: Tx): Promise<Opened> => this.openOrJoin(tx, actor, notice);
    return this.retryOnRace(() =>
      this.database.asActor(actor, (tx) =>
        idempotencyKey === null ? work(tx) : this.openOnce(tx, actor, notice, idempotencyKey),
      ),
    );
  }

  /**
   * Takes one action of the lifecycle on a case.
   * @param version the version of the case the actor was shown and acted upon; needed for every action that moves it.
   * @param receivedAt when the request came in, where the door knows better: it may have waited since.
   * @throws DomainError CASE_CHANGED with what has changed since, when somebody else was first ·
   * TERMINAL_SYSTEM_UNREACHABLE where the action rests on its word.
   */
  async act(
    actor: Actor,
    number: string,
    action: ActionName,
    version: number | null,
    payload: unknown,
    receivedAt = this.clock.now(),
  ): Promise<FreezeCase> {
    const masked = maskTexts(payload);
    const terminalWord =
      action === 'dismiss' ? await this.words.beforeDismissal(actor, number, masked) : null;
    const asked = { number, action, version, payload: masked, receivedAt, terminalWord };
    return this.database.asActor(actor, (tx) => this.actIn(tx, actor, asked)).catch(oneOpenCase);
  }

  /** The same within a transaction of the caller’s. @param asked its payload with card numbers masked. */
  async actIn(tx: Tx, actor: Actor, asked: Asked): Promise<FreezeCase> {
    const { number, action, version, payload, terminalWord = null, by = actor } = asked;
    const receivedAt = asked.receivedAt ?? this.clock.now();
    const freezeCase = await this.cases.lock(tx, { number }, actor);
    await asked.locked?.(tx, freezeCase);
    const inTime =
      action === 'submit_evidence' &&
      !isPartial(payload) &&
      version !== null &&
      (await this.inTime.undoOverdue(tx, freezeCase, actor, version, receivedAt));
    if (!inTime) await this.assertCurrent(tx, freezeCase, actor, action, version);
    const facts = this.transitions.look(tx, freezeCase, by);
    const found = await this.lookUps.found(tx, freezeCase, by, action, payload, { facts });
    const heard = { receivedAt, terminalWord, facts: await facts() };
    await this.transitions.take(tx, freezeCase, by, action, found, heard);
    return freezeCase;
  }

  /**
   * Several actions of one person on a case, one after the other in one commit: all of them, or, where one is refused, none.
   * @param isRehearsal goes the whole way and takes everything back.
   * @throws DomainError of the action that was refused, with what became of each in `steps` · CASE_CHANGED
   */
  async actInTurn(
    actor: Actor,
    number: string,
    version: number,
    actions: readonly { readonly action: ActionName; readonly payload: object }[],
    isRehearsal: boolean,
  ): Promise<Played> {
    const receivedAt = this.clock.now();
    const work = async (tx: Tx): Promise<Played> => {
      const freezeCase = await this.cases.lock(tx, { number }, actor);
      await this.lookUps.lockForAll(tx, freezeCase, actions);
      const steps: TakenStep[] = [];
      for (const { action, payload } of actions) {
        if (steps.length === 0) await this.assertCurrent(tx, freezeCase, actor, action, version);
        try {
          const facts = this.transitions.look(tx, freezeCase, actor);
          const found = await this.lookUps.found(tx, freezeCase, actor, action, maskTexts(payload), {
            facts,
          });
          await this.transitions.take(tx, freezeCase, actor, action, found, {
            receivedAt,
            facts: await facts(),
          });
          steps.push({ action, result: isRehearsal ? 'would_be_done' : 'done', payload: found });
        } catch (error) {
          throw isDomainError(error) ? stoppedAt(error, actions, steps.length) : error;
        }
      }
      if (isRehearsal) throw new Rehearsed({ freezeCase, steps });
      return { freezeCase, steps };
    };
    try {
      return await this.database.asActor(actor, work);
    } catch (error) {
      if (error instanceof Rehearsed) return error.played;
      throw error;
    }
  }

  private async openOnce(tx: Tx, actor: Actor, notice: FreezeNotice, key: string): Promise<Opened> {
    const request = {
      actor,
      key,
      secret: this.config.cardKey.key,
      requestHash: requestHash('POST /v1/cases', notice),
      now: this.clock.now(),
    };
    const { body } = await idempotently(tx, request, async () => {
      const opened = await this.openOrJoin(tx, actor, notice);
      return { status: opened.created ? 201 : 200, body: opened };
    });
    return body;
  }

  private async openOrJoin(tx: Tx, actor: Actor, notice: FreezeNotice): Promise<Opened> {
    const terminal = await this.terminalOf(tx, actor, notice);
    const standing = await this.cases.lockOpenOfTerminal(tx, terminal.id);
    // Of the case and of the event that opens it: events alone tell since when a case is what it is.
    const now = this.clock.now();
    const freezeCase = standing ?? (await this.insert(tx, actor, terminal, now));
    if (isMerchantUser(actor) && notice.measures.length > 0) throw new DomainError('FORBIDDEN');
    const { measures, channel, text } = notice;
    await this.transitions.take(tx, freezeCase, actor, 'open', { measures, channel, text }, { now });
    return { number: freezeCase.number, version: versionFor(freezeCase, actor), created: standing === null };
  }

  private async insert(tx: Tx, actor: Actor, terminal: TerminalView, now: Date): Promise<FreezeCase> {
    const freezeCase = tx.create(FreezeCase, {
      id: randomUUID(),
      number: await this.cases.nextNumber(tx, now, this.zone),
      version: 0,
      merchantVersion: 0,
      terminalId: terminal.id,
      merchantId: terminal.merchant.id,
      state: 'reported',
      reasonCode: null,
      referenceVersion: REFERENCE_VERSION,
      slaClass: null,
      queue: null,
      priority: 3,
      ownerId: null,
      openedAt: now,
      openedBy: actorRef(actor),
      openedVia: actor.kind === 'machine' ? 'machine' : isMerchantUser(actor) ? 'merchant' : 'agent',
      stateSince: now,
      changedAt: now,
      closedAt: null,
      resolution: null,
      outcome: null,
      letterDeliveredAt: null,
      appealUntil: null,
      appealRounds: 0,
      watchUntil: null,
      beganAnewAt: null,
    });
    await tx.insert(FreezeCase, freezeCase);
    await this.search.keepCase(tx, freezeCase.id);
    return freezeCase;
  }

  private async terminalOf(tx: Tx, actor: Actor, { terminal }: FreezeNotice): Promise<TerminalView> {
    const found =
      'serialNo' in terminal
        ? await this.registry.findTerminalBySerialNo(tx, actor, terminal.serialNo)
        : await this.registry.findTerminal(tx, actor, terminal);
    if (found) return found;
    throw new DomainError('TERMINAL_UNKNOWN', {
      field: 'serialNo' in terminal ? 'terminal.serialNo' : 'terminal.terminalNo',
      detail: {
        zh: '没有找到该终端，请核对商户号与终端号（或序列号）。',
        en: 'No such terminal: check merchant number and terminal number, or the serial number.',
      },
    });
  }

  /** Two notices at the same moment: the loser of the unique index finds the winner's case and joins it. */
  private async retryOnRace<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isUniqueViolation(error, OPEN_CASE_INDEX)) return work();
      throw error;
    }
  }

  private async assertCurrent(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: Actor,
    action: ActionName,
    version: number | null,
  ): Promise<void> {
    if (version === versionFor(freezeCase, actor)) return;
    if (version === null) {
      const moves = LIFECYCLE.some((row) => row.action === action && row.to !== 'same');
      if (!moves) return;
      throw new DomainError('INVALID_REQUEST', {
        field: 'version',
        detail: {
          zh: '请带上您所见案件的版本号，以免覆盖他人的操作。',
          en: 'Send the version of the case you acted upon, so that you do not act on what has changed.',
        },
      });
    }
    const events = await this.events.ofCase(tx, freezeCase.id);
    throw new DomainError('CASE_CHANGED', { extra: changesSince(freezeCase, events, version, actor) });
  }
}

/** What is only saved submits nothing, and so cannot have come in time. */
const isPartial = (payload: unknown): boolean => (payload as { partial?: unknown } | null)?.partial === true;

/** A closed case was to go on, and at the same moment another was opened on its terminal. */
function oneOpenCase(error: unknown): never {
  if (!isUniqueViolation(error, OPEN_CASE_INDEX)) throw error;
  throw refuse(anotherIsOpen);
}

/** The desk's own moves, for those who act for it. */
export const CLOCK_ACTOR = systemActor('clock');
export const GATEWAY_ACTOR = systemActor('gateway');
