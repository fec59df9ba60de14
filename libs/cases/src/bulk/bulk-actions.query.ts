import { Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Bilingual, type Locale } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { BYTE_ORDER_MARK, csvLine } from '@thaw/transactions';
import type { ActionName } from '../domain';
import { actingUser } from '../effects/acting-user';
import { BulkAction, BulkActionCase, type BulkRefusal } from '../entities';
import { UNDOABLE } from './many-cases';

/** How far it has come. */
export interface BulkActionView {
  readonly id: string;
  readonly action: ActionName;
  readonly state: BulkAction['state'];
  readonly total: number;
  readonly done: number;
  readonly refused: number;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** The one whose changes this takes back. */
  readonly undoes: string | null;
  readonly undoneBy: string | null;
  /** Whether it can be undone, as things stand. */
  readonly undoable: boolean;
}

/** What became of one case. */
export interface BulkCaseView {
  readonly number: string;
  /** Where it is another than of all. */
  readonly action: ActionName | null;
  readonly outcome: BulkActionCase['outcome'];
  readonly refusal: BulkRefusal | null;
  /** Of the case after the action. */
  readonly version: number | null;
}

const HEAD: { readonly [locale in Locale]: readonly string[] } = {
  zh: ['案件', '操作', '结果', '代码', '规则', '说明'],
  en: ['case', 'action', 'result', 'code', 'rule', 'explanation'],
};
const OUTCOMES: Readonly<Record<BulkActionCase['outcome'], Bilingual>> = {
  waiting: { zh: '等待', en: 'waiting' },
  done: { zh: '完成', en: 'done' },
  refused: { zh: '未执行', en: 'refused' },
};

/** What became of actions on many cases, for whoever asked for them; of others there are none. Never writes. */
@Injectable()
export class BulkActionsQuery {
  constructor(private readonly database: Database) {}

  /** @throws DomainError NOT_FOUND */
  async get(actor: Actor, id: string): Promise<BulkActionView> {
    return this.database.asActor(actor, async (tx) => {
      const bulk = await own(tx, actor, id);
      const undo = await tx.findOneBy(BulkAction, { undoes: id });
      const outcomes = (await casesOf(tx, id)).map(({ outcome }) => outcome);
      const count = (wanted: BulkActionCase['outcome']): number =>
        outcomes.filter((outcome) => outcome === wanted).length;
      const { action, state, total, createdAt, finishedAt, undoes } = bulk;
      const undoable = state === 'finished' && !undo && UNDOABLE.includes(action) && count('done') > 0;
      return {
        ...{ id, action, state, total, done: count('done'), refused: count('refused') },
        ...{ createdAt, finishedAt, undoes, undoneBy: undo?.id ?? null, undoable },
      };
    });
  }

  /** In the order in which they were named. @throws DomainError NOT_FOUND */
  async cases(actor: Actor, id: string): Promise<readonly BulkCaseView[]> {
    return this.database.asActor(actor, async (tx) => {
      await own(tx, actor, id);
      return (await casesOf(tx, id)).map(({ number, ownAction, outcome, refusal, versionAfter }) => ({
        ...{ number, action: ownAction, outcome, refusal, version: versionAfter },
      }));
    });
  }

  /** The same as a file that a spreadsheet opens: a line for each case. @throws DomainError NOT_FOUND */
  async csv(actor: Actor, id: string, locale: Locale): Promise<string> {
    const { action } = await this.get(actor, id);
    const lines = (await this.cases(actor, id)).map(({ number, action: taken, outcome, refusal }) =>
      csvLine([
        number,
        taken ?? action,
        OUTCOMES[outcome][locale],
        refusal?.code ?? '',
        refusal?.rule ?? '',
        refusal?.why?.[locale] ?? '',
      ]),
    );
    return [BYTE_ORDER_MARK + csvLine(HEAD[locale]), ...lines].join('');
  }
}

async function own(tx: Tx, actor: Actor, id: string): Promise<BulkAction> {
  const bulk = await tx.findOneBy(BulkAction, { id, askedBy: actingUser(actor) });
  if (!bulk) throw new DomainError('NOT_FOUND');
  return bulk;
}

const casesOf = (tx: Tx, bulkId: string): Promise<BulkActionCase[]> =>
  tx.find(BulkActionCase, { where: { bulkId }, order: { place: 'ASC' } });
