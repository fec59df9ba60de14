import { Injectable } from '@nestjs/common';
import {
  DomainError,
  decodeInstantCursor,
  encodeCursor,
  isMerchantUser,
  type Actor,
  type Page,
} from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { CaseRepository } from '../case.repository';
import { OUTCOME_TITLES, referenceOf, type CaseState, type Outcome, type ReasonCode } from '../domain';
import { visibleTo } from '../visibility';
import { linkedCasesSeen } from './linked-cases.sql';

/** What two cases can have in common. */
export const LINKS = ['terminal', 'card', 'device', 'owner', 'address'] as const;
export type Link = (typeof LINKS)[number];

export interface LinkedCasesFilter {
  /** Left out: all. */
  readonly by?: Link | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Of a card no more than how many are shared is told; of all else by what, five at the most. */
export interface Linkage {
  readonly by: Link;
  readonly count: number;
  readonly values: readonly string[];
}

const VALUES_SHOWN = 5;

/**
 * Cases that have to do with one: of the same terminal, of terminals on which the same cards were flagged, the same
 * device stood, of the same owner by social-credit code, or at the same address. For staff; a merchant never learns that
 * there are others.
 */
@Injectable()
export class LinkedCases {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
  ) {}

  /** Newest first. @throws DomainError FORBIDDEN · NOT_FOUND · INVALID_REQUEST (the cursor) */
  async of(
    actor: Actor,
    number: string,
    { by, cursor, limit }: LinkedCasesFilter,
  ): Promise<Page<ReturnType<typeof linkedCase>>> {
    if (isMerchantUser(actor)) throw new DomainError('FORBIDDEN');
    const after = cursor === undefined ? null : decodeInstantCursor(cursor);
    if (cursor !== undefined && !after) {
      throw new DomainError('INVALID_REQUEST', {
        field: 'cursor',
        detail: {
          zh: '游标无效，请从第一页重新开始。',
          en: 'This cursor is not one of ours: start from the first page.',
        },
      });
    }
    const rows = await this.database.asActor(actor, async (tx) => {
      const { id } = await this.cases.get(tx, number, actor);
      const seen = visibleTo(actor, 6);
      return tx.query<LinkedRow[]>(linkedCasesSeen(seen.sql), [
        id,
        by === undefined ? [...LINKS] : [by],
        after?.at ?? null,
        after?.id ?? null,
        limit + 1,
        ...seen.values,
      ]);
    });
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(linkedCase),
      next: rows.length > limit && last ? encodeCursor([last.opened_at.toISOString(), last.id]) : null,
    };
  }
}

interface LinkedRow {
  readonly id: string;
  readonly number: string;
  readonly state: CaseState;
  readonly reason_code: ReasonCode | null;
  readonly reference_version: number;
  readonly outcome: Outcome | null;
  readonly resolution: string | null;
  readonly opened_at: Date;
  readonly closed_at: Date | null;
  readonly terminal_no: string;
  readonly merchant_no: string;
  readonly merchant_name: string;
  readonly why: readonly Linkage[];
}

const linkedCase = (row: LinkedRow) => ({
  number: row.number,
  state: row.state,
  reason: row.reason_code && {
    code: row.reason_code,
    title: referenceOf(row.reference_version).reasons[row.reason_code].title,
  },
  outcome: row.outcome && { code: row.outcome, title: OUTCOME_TITLES[row.outcome] },
  resolution: row.resolution,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
  terminalNo: row.terminal_no,
  merchantNo: row.merchant_no,
  merchantName: row.merchant_name,
  why: row.why.map(({ values, ...rest }) => ({ ...rest, values: values.slice(0, VALUES_SHOWN) })),
});
