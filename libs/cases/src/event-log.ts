import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { actorRef, canonicalJson, type Actor } from '@thaw/kernel';
import { tellWebhooks } from '@thaw/notifications';
import type { Tx } from '@thaw/platform';
import type { ClockChange } from '@thaw/sla/arithmetic';
import type { CaseState, EventDraft, Persona } from './domain';
import { CaseEvent, EventContent, type EventBody } from './entities';

export interface EventToAppend {
  readonly caseId: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly persona: Persona;
  readonly from: CaseState | null;
  readonly to: CaseState;
  readonly draft: EventDraft;
  /** What it does to the clocks of the case, kept in `data.clocks`: all of them can be told from the events alone. */
  readonly clocks?: readonly ClockChange[];
}

/** The timeline. Entries are only ever added; what people wrote lies beside them under a salted commitment. */
@Injectable()
export class EventLog {
  /** The case is locked by the caller, so that its sequence has no gap and no double. */
  async append(tx: Tx, event: EventToAppend): Promise<void> {
    const body = bodyOf(event.draft.content);
    const salt = body && randomBytes(16);
    const commitment = body && salt ? commit(salt, body) : null;
    const [inserted] = await tx.query<{ id: string; seq: number }[]>(
      `INSERT INTO case_event (case_id, seq, at, type, actor, persona, from_state, to_state, data, commitment)
       SELECT $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 FROM case_event WHERE case_id = $1
       RETURNING id, seq`,
      [
        event.caseId,
        event.at,
        event.draft.type,
        actorRef(event.actor),
        event.persona,
        event.from,
        event.to,
        JSON.stringify(dataOf(event)),
        commitment,
      ],
    );
    if (!inserted) return;
    if (body && salt) await tx.insert(EventContent, { eventId: inserted.id, salt, body });
    await tellWebhooks(tx, { ...event, seq: inserted.seq, type: event.draft.type });
  }

  async ofCase(
    tx: Tx,
    caseId: string,
    afterSeq = 0,
  ): Promise<readonly (CaseEvent & { body: EventBody | null })[]> {
    const events = await tx
      .createQueryBuilder(CaseEvent, 'e')
      .where('e.caseId = :caseId AND e.seq > :afterSeq', { caseId, afterSeq })
      .orderBy('e.seq')
      .getMany();
    const contents =
      events.length === 0
        ? []
        : await tx
            .createQueryBuilder(EventContent, 'c')
            .where('c.eventId IN (:...ids)', { ids: events.map(({ id }) => id) })
            .getMany();
    const bodies = new Map(contents.map(({ eventId, body }) => [eventId, body]));
    return events.map((event) => Object.assign(event, { body: bodies.get(event.id) ?? null }));
  }
}

/** SHA-256 over salt and the body's JSON with its keys in order: what an erased text can still be held against. */
export function commit(salt: Buffer, body: EventBody): Buffer {
  return createHash('sha256').update(salt).update(canonicalJson(body)).digest();
}

const dataOf = ({ draft, clocks = [] }: EventToAppend): EventDraft['data'] =>
  clocks.length === 0 ? draft.data : { ...draft.data, clocks };

function bodyOf(content: EventDraft['content']): EventBody | null {
  const text = content?.text?.trim();
  const objectionReply = content?.objectionReply;
  const saidBy = content?.saidBy;
  const reasons = content?.reasons ?? [];
  if (!text && !objectionReply && !saidBy && reasons.length === 0) return null;
  return {
    ...(text ? { text } : {}),
    ...(objectionReply ? { objectionReply } : {}),
    ...(saidBy ? { saidBy } : {}),
    ...(reasons.length > 0 ? { reasons } : {}),
  };
}
