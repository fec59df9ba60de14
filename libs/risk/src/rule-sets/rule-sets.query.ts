import { Injectable } from '@nestjs/common';
import { DomainError, decodeCursor, encodeCursor, type Actor, type Page } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { LessThan } from 'typeorm';
import { baseRatesOf } from '../base-rates/base-rates.query';
import { RULES, compareSettings, resolveSettings } from '../rules';
import { RuleSetEvent, type RuleSetEventData, type RuleSetEventType } from './rule-set-event.entity';
import { RuleSetRepository } from './rule-set.repository';
import { RuleSet, type RuleSetState } from './rule-set.entity';
import {
  differenceViews,
  ruleSetView,
  summaryOf,
  type DifferenceView,
  type RuleSetSummary,
  type RuleSetView,
} from './rule-set.view';

export interface RuleSetFilter {
  readonly state?: RuleSetState | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface RuleSetEventView {
  readonly version: number;
  readonly at: Date;
  readonly actor: string;
  readonly type: RuleSetEventType;
  readonly note: string;
  readonly changes: readonly DifferenceView[];
  readonly data: Omit<RuleSetEventData, 'changes'>;
}

/** Reads rule sets, their histories, and what sets two of them apart. */
@Injectable()
export class RuleSetsQuery {
  constructor(
    private readonly database: Database,
    private readonly sets: RuleSetRepository,
  ) {}

  /** The latest first. */
  async list(actor: Actor, { state, cursor, limit }: RuleSetFilter): Promise<Page<RuleSetSummary>> {
    const below = cursor === undefined ? null : numberOf(cursor);
    return this.database.asActor(actor, async (tx) => {
      await this.sets.active(tx);
      const found = await tx.find(RuleSet, {
        where: { ...(state && { state }), ...(below !== null && { number: LessThan(below) }) },
        order: { number: 'DESC' },
        take: limit + 1,
      });
      const page = found.slice(0, limit);
      const numbers = await this.sets.numbers(
        tx,
        page.map(({ basedOn }) => basedOn),
      );
      const last = page.at(-1);
      return {
        items: page.map((set) => summaryOf(set, numbers)),
        next: last && found.length > limit ? encodeCursor([String(last.number)]) : null,
      };
    });
  }

  /** @throws DomainError NOT_FOUND */
  async get(actor: Actor, number: number): Promise<RuleSetView> {
    return this.database.asActor(actor, async (tx) => {
      await this.sets.active(tx);
      const set = await this.sets.byNumber(tx, number);
      const rates = await baseRatesOf(
        tx,
        resolveSettings(set.rules, RULES).map(({ rule: { code, version }, parameters }) => ({
          code,
          version,
          parameters,
        })),
      );
      return ruleSetView(set, await this.sets.numbers(tx, [set.basedOn]), rates);
    });
  }

  /** Oldest first. @throws DomainError NOT_FOUND */
  async history(actor: Actor, number: number): Promise<readonly RuleSetEventView[]> {
    return this.database.asActor(actor, async (tx) => {
      await this.sets.active(tx);
      const { id } = await this.sets.byNumber(tx, number);
      const events = await tx.find(RuleSetEvent, { where: { ruleSetId: id }, order: { version: 'ASC' } });
      return events.map(({ version, at, actor: by, type, note, data: { changes = [], ...data } }) => ({
        version,
        at,
        actor: by,
        type,
        note,
        changes: differenceViews(changes),
        data,
      }));
    });
  }

  /**
   * What is different in a set, seen from another: from the one that is active where none is named.
   * @throws DomainError NOT_FOUND
   */
  async differences(
    actor: Actor,
    number: number,
    against: number | undefined,
  ): Promise<{ readonly against: number; readonly items: readonly DifferenceView[] }> {
    return this.database.asActor(actor, async (tx) => {
      const active = await this.sets.active(tx);
      const set = await this.sets.byNumber(tx, number);
      const other = against === undefined ? active : await this.sets.byNumber(tx, against);
      return { against: other.number, items: differenceViews(compareSettings(other.rules, set.rules)) };
    });
  }
}

function numberOf(cursor: string): number {
  const [text = ''] = decodeCursor(cursor, 1) ?? [];
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new DomainError('INVALID_REQUEST', {
    field: 'cursor',
    detail: {
      zh: '游标无效，请从第一页重新开始。',
      en: 'This cursor is not one of ours: start from the first page.',
    },
  });
}
