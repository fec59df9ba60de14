import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { RULES, changeSettings, compareSettings, settingsForDraft, type RuleSettingChange } from '../rules';
import { BaseRatesService } from '../base-rates/base-rates.service';
import { RuleSetEvent, type RuleSetEventData, type RuleSetEventType } from './rule-set-event.entity';
import {
  needDifference,
  needRoomForShadow,
  needSomethingThatWeighs,
  needState,
  needSubmission,
  needThisBuild,
} from './rule-set-guards';
import { checkSetName, checkNote } from './rule-set-texts';
import { RuleSetRepository } from './rule-set.repository';
import { RuleSet } from './rule-set.entity';
import { DRAFTING, SubmissionNotices } from './submission-notices.service';

export interface NewRuleSet {
  /** Number of the set that it is made from. */
  readonly basedOn: number;
  readonly name: string;
  readonly note?: string | undefined;
}

export interface RuleSetEdit {
  readonly name?: string | undefined;
  readonly note?: string | undefined;
  /** By rule code. */
  readonly rules: ReadonlyMap<string, RuleSettingChange>;
}

/** Which set, as it was seen, and what its history is to keep of why. */
export interface RuleSetStep {
  readonly number: number;
  readonly version: number;
  readonly note?: string | undefined;
}

interface Moved {
  readonly event: RuleSetEventType;
  readonly data?: RuleSetEventData;
  readonly change: Partial<RuleSet>;
}

const NOT_SUBMITTED = { submittedBy: null, submittedAt: null, submittedAgainst: null } as const;

/**
 * The life of a rule set: drafted, tried in shadow, submitted, activated by another person, retired by the next. Every
 * step names the version it saw, and is an event of the set's history.
 */
@Injectable()
export class RuleSetsService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly sets: RuleSetRepository,
    private readonly rates: BaseRatesService,
    private readonly notices: SubmissionNotices,
  ) {}

  /**
   * A draft of another set, brought up to this build's rules.
   * @returns its number.
   * @throws DomainError NOT_FOUND for the set it is to be made from · INVALID_REQUEST on name or note.
   */
  async draft(actor: Actor, { basedOn, name, note }: NewRuleSet): Promise<number> {
    const words = { name: checkSetName(name), note: checkNote(note) };
    return this.database.asActor(actor, async (tx) => {
      await this.sets.lockAll(tx);
      const base = await this.sets.byNumber(tx, basedOn);
      const by = actorRef(actor);
      const now = this.clock.now();
      const rules = settingsForDraft(base.rules, RULES);
      const set = tx.create(RuleSet, {
        ...NOT_SUBMITTED,
        id: randomUUID(),
        number: await this.sets.nextNumber(tx),
        version: 1,
        name: words.name,
        state: 'draft',
        rules,
        basedOn: base.id,
        createdBy: by,
        createdAt: now,
        editedBy: by,
        editedAt: now,
        activatedBy: null,
        activatedAt: null,
        retiredAt: null,
        ratesAskedAt: null,
      });
      await tx.insert(RuleSet, set);
      const data = { basedOn, changes: compareSettings(base.rules, rules) };
      await this.tell(tx, actor, set, { event: 'created', data }, words.note);
      return set.number;
    });
  }

  /**
   * Takes back a submission: what was submitted is no more what there is. An edit that changes nothing leaves no trace.
   * @throws DomainError INVALID_REQUEST naming rule and parameter with its bounds · RULE_SET_CHANGED · GUARD_REFUSED.
   */
  async edit(actor: Actor, step: RuleSetStep, edit: RuleSetEdit): Promise<void> {
    await this.move(actor, step, (_tx, set) => {
      needState(set, 'draft');
      const rules = changeSettings(set.rules, edit.rules, RULES);
      const name = edit.name === undefined ? set.name : checkSetName(edit.name);
      const changes = compareSettings(set.rules, rules);
      if (changes.length === 0 && name === set.name) return null;
      const renamed = name === set.name ? {} : { name: { before: set.name, after: name } };
      return {
        event: 'edited',
        data: { changes, ...renamed },
        change: {
          ...NOT_SUBMITTED,
          rules,
          name,
          editedBy: actorRef(actor),
          editedAt: this.clock.now(),
        },
      };
    });
  }

  /** Asks for it to take the place of the set that is active now; those who may activate it are told. */
  async submit(actor: Actor, step: RuleSetStep): Promise<void> {
    await this.move(actor, step, async (tx, set) => {
      needState(set, 'draft', 'shadow');
      const active = await this.sets.active(tx);
      needThisBuild(set);
      needSomethingThatWeighs(set);
      needDifference(set, active);
      await this.rates.ask(tx, set);
      const now = this.clock.now();
      await this.notices.tell(tx, actor, set, checkNote(step.note), now);
      return {
        event: 'submitted',
        change: {
          submittedBy: actorRef(actor),
          submittedAt: now,
          submittedAgainst: active.id,
        },
      };
    });
  }

  /** Not to be activated as it is: by whoever was to activate it, or taken back by whoever submitted it. */
  async return(actor: Actor, step: RuleSetStep): Promise<void> {
    await this.move(actor, step, (_tx, set) => {
      needState(set, 'draft', 'shadow');
      if (set.submittedBy === null) return null;
      return { event: 'returned', change: NOT_SUBMITTED };
    });
  }

  /**
   * From now on scans run it. The set that was active is retired in the same transaction.
   * @throws DomainError SEPARATION_OF_DUTIES for whoever made, edited or submitted it · GUARD_REFUSED where it was not
   *   submitted, or where another was activated since.
   */
  async activate(actor: Actor, step: RuleSetStep): Promise<void> {
    await this.move(actor, step, async (tx, set) => {
      needState(set, 'draft', 'shadow');
      const active = await this.sets.active(tx);
      needSubmission(set, active);
      await needAnotherPerson(tx, set, actor);
      needThisBuild(set);
      const now = this.clock.now();
      await this.keep(
        tx,
        actor,
        active,
        { event: 'retired', data: { replacedBy: set.number }, change: { state: 'retired', retiredAt: now } },
        '',
      );
      return {
        event: 'activated',
        data: { replaced: active.number },
        change: { state: 'active', activatedBy: actorRef(actor), activatedAt: now },
      };
    });
  }

  /** Scans run it beside the active set from now on; what it finds reaches no case. */
  async startShadow(actor: Actor, step: RuleSetStep): Promise<void> {
    await this.move(actor, step, async (tx, set) => {
      needState(set, 'draft');
      needThisBuild(set);
      needRoomForShadow(await tx.countBy(RuleSet, { state: 'shadow' }));
      await this.rates.ask(tx, set);
      return { event: 'shadow_started', change: { state: 'shadow' } };
    });
  }

  async stopShadow(actor: Actor, step: RuleSetStep): Promise<void> {
    await this.move(actor, step, (_tx, set) => {
      needState(set, 'shadow');
      return { event: 'shadow_stopped', change: { state: 'draft' } };
    });
  }

  async discard(actor: Actor, step: RuleSetStep): Promise<void> {
    await this.move(actor, step, (_tx, set) => {
      needState(set, 'draft', 'shadow');
      return { event: 'discarded', change: { ...NOT_SUBMITTED, state: 'discarded' } };
    });
  }

  private async move(
    actor: Actor,
    { number, version, note }: RuleSetStep,
    decide: (tx: Tx, set: RuleSet) => Promise<Moved | null> | Moved | null,
  ): Promise<void> {
    const words = checkNote(note);
    await this.database.asActor(actor, async (tx) => {
      await this.sets.lockAll(tx);
      const set = await this.sets.byNumber(tx, number);
      await needVersion(tx, set, version);
      const moved = await decide(tx, set);
      if (moved) await this.keep(tx, actor, set, moved, words);
    });
  }

  private async keep(tx: Tx, actor: Actor, set: RuleSet, moved: Moved, note: string): Promise<void> {
    const change = { ...moved.change, version: set.version + 1 };
    await tx.update(RuleSet, { id: set.id }, change);
    await this.tell(tx, actor, Object.assign(set, change), moved, note);
  }

  private async tell(
    tx: Tx,
    actor: Actor,
    { id, version }: RuleSet,
    { event, data = {} }: Pick<Moved, 'event' | 'data'>,
    note: string,
  ): Promise<void> {
    await tx.insert(RuleSetEvent, {
      ruleSetId: id,
      version,
      at: this.clock.now(),
      actor: actorRef(actor),
      type: event,
      data,
      note,
    });
  }
}

async function needVersion(tx: Tx, { id, version }: RuleSet, seen: number): Promise<void> {
  if (seen === version) return;
  const events = await tx.find(RuleSetEvent, { where: { ruleSetId: id }, order: { version: 'ASC' } });
  const changes = events
    .filter((event) => event.version > seen)
    .map(({ type, at, actor }) => ({ type, at, actor }));
  throw new DomainError('RULE_SET_CHANGED', { extra: { version, changes } });
}

async function needAnotherPerson(tx: Tx, { id }: RuleSet, actor: Actor): Promise<void> {
  const drafted = await tx.existsBy(RuleSetEvent, {
    ruleSetId: id,
    actor: actorRef(actor),
    type: DRAFTING,
  });
  if (!drafted) return;
  throw new DomainError('SEPARATION_OF_DUTIES', {
    rule: 'rule_set.second_person',
    detail: {
      zh: '您参与了起草或提交，请由另一位风控规则人员启用。',
      en: 'You drafted or submitted it: another risk officer activates it.',
    },
  });
}
