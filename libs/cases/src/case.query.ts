import { Inject, Injectable } from '@nestjs/common';
import {
  DomainError,
  decodeInstantCursor,
  encodeCursor,
  isMerchantUser,
  type Actor,
  type Clock,
  type Page,
} from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { ScansQuery } from '@thaw/risk';
import { CaseRepository, snapshotOf } from './case.repository';
import { recordLook } from './record-look';
import { allowedActions, CASE_STATES, referenceOf } from './domain';
import { EvidenceItem, LetterDelivery, MajorEvent, Objection, FreezeCase } from './entities';
import { EventLog } from './event-log';
import { MeasureReadings } from './measures/measure-readings.query';
import { CaseRowsQuery } from './facts/case-rows.query';
import { FactsQuery } from './facts/facts.query';
import { readRemedy } from './remedy/remedy-reading';
import {
  merchantTimelineItem,
  staffTimelineItem,
  type MerchantTimelineItem,
  type StaffTimelineItem,
} from './views/timeline.view';
import { merchantCase, type MerchantCase } from './views/merchant-case.view';
import { merchantSees } from './views/merchant-timeline.view';
import {
  merchantRow,
  staffRow,
  type ListRow,
  type MerchantCaseRow,
  type StaffCaseRow,
} from './views/case-list.view';
import { staffCase, type CaseReading, type StaffCase } from './views/staff-case.view';
import { visibleTo } from './visibility';
import { WatchReadings } from './watch/watch-readings.query';

export interface CaseFilter {
  readonly state?: string | undefined;
  readonly open?: boolean | undefined;
  readonly ownerId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A case is read by many statements, and others go on working on it meanwhile. */
const AT_ONE_MOMENT = { snapshot: true };

/** Reads cases, for staff whole, for merchants through the merchant-safe face. Never writes. */
@Injectable()
export class CaseQuery {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly facts: FactsQuery,
    private readonly rowsOf: CaseRowsQuery,
    private readonly events: EventLog,
    private readonly registry: RegistryQuery,
    private readonly measures: MeasureReadings,
    private readonly scans: ScansQuery,
    private readonly watches: WatchReadings,
  ) {}

  async get(actor: Actor, number: string): Promise<StaffCase | MerchantCase> {
    return this.database.asActor(
      actor,
      async (tx) => {
        const reading = await this.read(tx, await this.cases.get(tx, number, actor), actor);
        await recordLook(tx, actor, reading.freezeCase.id, 'freeze_case');
        return isMerchantUser(actor) ? merchantCase(reading) : staffCase(reading);
      },
      AT_ONE_MOMENT,
    );
  }

  /** For whoever has just acted on it: their action may have brought it where they see it no more. The action is recorded. */
  async getAfterActing(actor: Actor, { id }: FreezeCase): ReturnType<CaseQuery['get']> {
    return this.database.asActor(
      actor,
      async (tx) => {
        const reading = await this.read(tx, await tx.findOneByOrFail(FreezeCase, { id }), actor);
        return isMerchantUser(actor) ? merchantCase(reading) : staffCase(reading);
      },
      AT_ONE_MOMENT,
    );
  }

  /** A case as each side reads it, in the caller's transaction: for texts that are written of it. */
  async facesOf(tx: Tx, freezeCase: FreezeCase, actor: Actor) {
    const reading = await this.read(tx, freezeCase, actor);
    return { merchant: merchantCase(reading), staff: staffCase(reading) };
  }

  /** Newest first, by keyset: the same cost at any depth. */
  async list(actor: Actor, filter: CaseFilter): Promise<Page<StaffCaseRow> | Page<MerchantCaseRow>> {
    const after = filter.cursor === undefined ? null : decodeInstantCursor(filter.cursor);
    if (filter.cursor !== undefined && !after) {
      throw new DomainError('INVALID_REQUEST', {
        field: 'cursor',
        detail: {
          zh: '游标无效，请从第一页重新开始。',
          en: 'This cursor is not one of ours: start from the first page.',
        },
      });
    }
    // A merchant may not ask by the desk's own states: the answer would tell them apart.
    const byState = isMerchantUser(actor) ? undefined : knownState(filter.state);
    const conditions: string[] = [];
    const values: unknown[] = [];
    const where = (sql: string, value: unknown): void => {
      values.push(value);
      conditions.push(sql.replaceAll('?', `$${values.length}`));
    };
    const seen = visibleTo(actor, 1);
    conditions.push(seen.sql);
    values.push(...seen.values);
    if (byState) where('c.state = ?', byState);
    if (filter.open === true) conditions.push(`c.state <> 'closed'`);
    if (filter.open === false) conditions.push(`c.state = 'closed'`);
    if (filter.ownerId && !isMerchantUser(actor)) where('c.owner_id = ?', filter.ownerId);
    if (after) {
      values.push(after.at, after.id);
      conditions.push(`(c.opened_at, c.id) < ($${values.length - 1}::timestamptz, $${values.length}::uuid)`);
    }
    values.push(filter.limit + 1);
    const rows = await this.database.asActor(actor, (tx) =>
      tx.query<ListRow[]>(
        `SELECT c.id, c.number, c.version, c.merchant_version, c.state, c.reason_code, c.reference_version, c.priority, c.queue, c.owner_id,
                c.opened_at, c.closed_at, c.resolution, t.terminal_no, m.merchant_no, m.name AS merchant_name,
                k.due_at AS decision_due_at, k.overdue_at AS decision_overdue_at
         FROM freeze_case c JOIN terminal t ON t.id = c.terminal_id JOIN merchant m ON m.id = c.merchant_id
         LEFT JOIN case_clock k ON k.case_id = c.id AND k.kind = 'decision' AND k.stopped_at IS NULL
         WHERE ${conditions.join(' AND ')} ORDER BY c.opened_at DESC, c.id DESC LIMIT $${values.length}`,
        values,
      ),
    );
    const items = rows.slice(0, filter.limit);
    const last = items.at(-1);
    return {
      ...(isMerchantUser(actor) ? { items: items.map(merchantRow) } : { items: items.map(staffRow) }),
      next: rows.length > filter.limit && last ? encodeCursor([last.opened_at.toISOString(), last.id]) : null,
    };
  }

  /** Staff see every event; a merchant a closed list of them, without who at the desk did it. */
  async timeline(
    actor: Actor,
    number: string,
  ): Promise<readonly StaffTimelineItem[] | readonly MerchantTimelineItem[]> {
    return this.database.asActor(actor, async (tx) => {
      const { id, referenceVersion } = await this.cases.get(tx, number, actor);
      const events = await this.events.ofCase(tx, id);
      await recordLook(tx, actor, id, 'case_event');
      if (!isMerchantUser(actor)) return events.map(staffTimelineItem);
      return events.filter(merchantSees(referenceOf(referenceVersion))).map(merchantTimelineItem);
    });
  }

  private async read(tx: Tx, freezeCase: FreezeCase, actor: Actor): Promise<CaseReading> {
    const caseId = freezeCase.id;
    const now = this.clock.now();
    const rows = this.rowsOf.of(tx, freezeCase);
    const facts = await this.facts.load(tx, freezeCase, actor, { now, receivedAt: now }, rows);
    return {
      freezeCase,
      facts,
      scan: facts.scan && !isMerchantUser(actor) ? await this.scans.outline(tx, facts.scan) : null,
      terminal: await this.registry.terminal(tx, actor, freezeCase.terminalId),
      prevention: isMerchantUser(actor) ? null : await rows.prevention(),
      watch: isMerchantUser(actor) ? null : await this.watches.of(tx, freezeCase, facts),
      ...(await this.measures.read(tx, freezeCase, rows)),
      items: await tx.find(EvidenceItem, { where: { caseId }, order: { code: 'ASC' } }),
      files: await rows.files(),
      ...(await readRemedy(tx, caseId, rows)),
      slips: await rows.slips(),
      clocks: await rows.clocks(),
      proposals: await rows.proposals(),
      appeals: await rows.appeals(),
      objections: await tx.find(Objection, { where: { caseId }, order: { objectedAt: 'ASC', id: 'ASC' } }),
      majorEvents: isMerchantUser(actor)
        ? []
        : await tx.find(MajorEvent, { where: { caseId }, order: { namedAt: 'ASC', id: 'ASC' } }),
      deliveries: await tx.find(LetterDelivery, {
        where: { caseId },
        order: { recordedAt: 'ASC', letterId: 'ASC' },
      }),
      actions: allowedActions(snapshotOf(freezeCase), facts, actor),
    };
  }
}

function knownState(state: string | undefined): string | undefined {
  if (state === undefined || (CASE_STATES as readonly string[]).includes(state)) return state;
  throw new DomainError('INVALID_REQUEST', {
    field: 'state',
    detail: {
      zh: `可选状态：${CASE_STATES.join('、')}。`,
      en: `A state is one of: ${CASE_STATES.join(', ')}.`,
    },
  });
}
