import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Clock } from '@thaw/kernel';
import {
  CLOCK,
  CONFIG,
  Database,
  idempotently,
  isUniqueViolation,
  requestHash,
  requestJob,
  type Config,
  type Tx,
} from '@thaw/platform';
import { refusal, refuse, type ActionName } from '../domain';
import { actingUser } from '../effects/acting-user';
import { BulkAction, BulkActionCase } from '../entities';
import { maskTexts } from '../mask-texts';
import { FOLLOWS_UP, UNDOABLE, undoneBy, type BulkActionName } from './many-cases';

/** A case as it was shown: if it is another by then, it is left alone. */
export interface ShownCase {
  readonly number: string;
  readonly version: number;
}

type Row = Pick<BulkActionCase, 'number' | 'version' | 'ownAction' | 'ownPayload'>;

/** Asks for one action on many cases. A job carries it out, a case a transaction. */
@Injectable()
export class BulkActions {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
  ) {}

  /**
   * The same key again gives the same one.
   * @param cases at most {@link BULK_MOST}, each once.
   * @returns its id.
   * @throws DomainError INVALID_REQUEST · IDEMPOTENCY_KEY_REUSED
   */
  async begin(
    actor: Actor,
    action: BulkActionName,
    given: object,
    cases: readonly ShownCase[],
    key: string,
  ): Promise<string> {
    const payload = maskTexts(given);
    needEachOnce(cases);
    return this.once(actor, key, 'POST /v1/bulk-actions', { action, payload, cases }, (tx) =>
      this.insert(tx, actor, {
        action,
        payload,
        undoes: null,
        cases: cases.map((one) => ({ ...one, ownAction: null, ownPayload: null })),
      }),
    );
  }

  /**
   * Gives every case that was taken or given away back to whose it was and where, and follow-ups as they were, as long as
   * nobody has changed the case since. It is open to whoever asked for the action, whatever their role, since they take back
   * no more than they did.
   * @returns the id of the one that takes it back.
   * @throws DomainError NOT_FOUND, also for another's · GUARD_REFUSED · ALREADY_EXISTS where it is undone already.
   */
  async undo(actor: Actor, id: string, key: string): Promise<string> {
    return this.once(actor, key, `POST /v1/bulk-actions/${id}/undo`, {}, async (tx) => {
      const bulk = await tx.findOneBy(BulkAction, { id, askedBy: actingUser(actor) });
      if (!bulk) throw new DomainError('NOT_FOUND');
      if (!UNDOABLE.includes(bulk.action)) throw refuse(NOT_UNDOABLE);
      if (bulk.state !== 'finished') throw refuse(UNDER_WAY);
      const done = await tx.find(BulkActionCase, {
        where: { bulkId: id, outcome: 'done' },
        order: { place: 'ASC' },
      });
      if (done.length === 0) throw refuse(NOTHING_DONE);
      return this.insert(tx, actor, {
        action: undoneBy(bulk.action),
        payload: {},
        undoes: id,
        cases: done.map(takenBack(bulk.action)),
      });
    });
  }

  private async once(
    actor: Actor,
    key: string,
    target: string,
    content: object,
    work: (tx: Tx) => Promise<string>,
  ): Promise<string> {
    const request = {
      actor,
      key,
      secret: this.config.cardKey.key,
      requestHash: requestHash(target, content),
      now: this.clock.now(),
    };
    const { body } = await this.database
      .asActor(actor, (tx) =>
        idempotently(tx, request, async () => ({ status: 202, body: { id: await work(tx) } })),
      )
      .catch(undoneOnce);
    return body.id;
  }

  private async insert(
    tx: Tx,
    actor: Actor,
    {
      cases,
      ...asked
    }: Pick<BulkAction, 'action' | 'payload' | 'undoes'> & { readonly cases: readonly Row[] },
  ): Promise<string> {
    const id = randomUUID();
    await tx.insert(BulkAction, {
      ...asked,
      id,
      askedBy: actingUser(actor),
      state: 'queued',
      total: cases.length,
      createdAt: this.clock.now(),
      heartbeatAt: null,
      finishedAt: null,
    });
    await tx.insert(
      BulkActionCase,
      cases.map((one, place) => ({
        ...one,
        bulkId: id,
        place,
        outcome: 'waiting' as const,
        refusal: null,
        had: null,
        versionAfter: null,
        endedAt: null,
      })),
    );
    await requestJob(tx, 'bulk.run', { bulkId: id });
    return id;
  }
}

/** As it was, at the version that it came to then. */
function takenBack(action: ActionName): (done: BulkActionCase) => Row {
  const back = FOLLOWS_UP.includes(action) ? followedAsBefore : givenBack;
  return (done) => ({ number: done.number, version: done.versionAfter ?? done.version, ...back(done) });
}

const givenBack = ({ bulkId, had }: BulkActionCase): Pick<Row, 'ownAction' | 'ownPayload'> => ({
  ownAction: 'put_back',
  ownPayload: { ownerId: had?.ownerId ?? null, queue: had?.queue ?? null, undoes: bulkId },
});

const followedAsBefore = ({ had }: BulkActionCase): Pick<Row, 'ownAction' | 'ownPayload'> =>
  typeof had?.followUpOn === 'string'
    ? { ownAction: 'set_follow_up', ownPayload: { on: had.followUpOn } }
    : { ownAction: 'clear_follow_up', ownPayload: {} };

function needEachOnce(cases: readonly ShownCase[]): void {
  const seen = new Set<string>();
  for (const [place, { number }] of cases.entries()) {
    if (seen.has(number))
      throw new DomainError('INVALID_REQUEST', {
        field: `cases[${place}].number`,
        detail: { zh: '同一案件只能列一次。', en: 'Name each case once.' },
      });
    seen.add(number);
  }
}

function undoneOnce(error: unknown): never {
  if (!isUniqueViolation(error, 'bulk_action_undone_once')) throw error;
  throw new DomainError('ALREADY_EXISTS', {
    detail: { zh: '该批量操作已被撤销过。', en: 'It has been undone already: see the one that undid it.' },
  });
}

const NOT_UNDOABLE = refusal(
  'bulk.undoable',
  '只有领取、指派、移交与跟进日期可以撤销；已发送的消息、备注与分诊不能收回。',
  'Only taking, assigning, handing over and follow-ups can be undone: messages, notes and a triage cannot be taken back.',
);
const UNDER_WAY = refusal(
  'bulk.finished',
  '批量操作尚未完成，请待其完成后再撤销。',
  'It is under way: undo it once it has finished.',
);
const NOTHING_DONE = refusal(
  'bulk.done',
  '没有任何案件因此改变，无可撤销。',
  'No case was changed by it: there is nothing to undo.',
);
