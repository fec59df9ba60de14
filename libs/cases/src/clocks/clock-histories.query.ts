import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { CalendarsQuery } from '@thaw/sla';
import type {
  Calendars,
  CalendarsAt,
  ClockChange,
  ClockKind,
  ClockRun,
  PendingStep,
} from '@thaw/sla/arithmetic';
import type { ClocksOfCase } from './clock-differences';

/** The clocks of cases, as they are stored and as events tell them. */
@Injectable()
export class ClockHistories {
  constructor(private readonly calendars: CalendarsQuery) {}

  /** So many cases after this id, in the order of ids; each is read at one moment, whatever goes on beside. */
  async page(tx: Tx, afterId: string, most: number): Promise<readonly ClocksOfCase[]> {
    return this.read(tx, 'c.id > $1 ORDER BY c.id LIMIT $2', [afterId, most]);
  }

  /** One case, which the transaction holds locked. */
  async ofCase(tx: Tx, caseId: string): Promise<ClocksOfCase | undefined> {
    return (await this.read(tx, 'c.id = $1', [caseId]))[0];
  }

  /** Every calendar that these clocks were ever reckoned by. */
  async calendarsOf(tx: Tx, cases: readonly ClocksOfCase[]): Promise<CalendarsAt> {
    const revisions = new Set<number>();
    for (const { events, stored } of cases) {
      for (const { revision } of stored) revisions.add(revision);
      for (const change of events.flatMap(({ clocks }) => clocks))
        if ('revision' in change) revisions.add(change.revision);
    }
    const known = new Map<number, Calendars>();
    for (const revision of revisions) known.set(revision, await this.calendars.at(tx, revision));
    return (revision) => known.get(revision) as Calendars;
  }

  private async read(
    tx: Tx,
    where: string,
    parameters: readonly unknown[],
  ): Promise<readonly ClocksOfCase[]> {
    const rows = await tx.query<Row[]>(`${SELECT} WHERE ${where}`, [...parameters]);
    return rows.map(({ id, number, events, clocks, reminders }) => ({
      id,
      number,
      events: events.map((event) => ({ at: new Date(event.at), clocks: event.clocks })),
      stored: clocks.map((clock) => ({
        kind: clock.kind,
        run: clock.run,
        revision: clock.calendar_revision,
        provisional: clock.provisional,
        pendingSteps: clock.pending_steps,
        beganAt: Date.parse(clock.began_at),
        startedAt: Date.parse(clock.started_at),
        dueAt: Date.parse(clock.due_at),
        pausedAt: ms(clock.paused_at),
        stoppedAt: ms(clock.stopped_at),
        overdueAt: ms(clock.overdue_at),
        nextFireAt: ms(clock.next_fire_at),
      })),
      reminders: reminders.map(({ kind, step, started_at }) => ({
        kind,
        step,
        startedAt: Date.parse(started_at),
      })),
    }));
  }
}

const ms = (text: string | null): number | null => (text === null ? null : Date.parse(text));

interface Row {
  readonly id: string;
  readonly number: string;
  readonly events: readonly { readonly at: string; readonly clocks: readonly ClockChange[] }[];
  readonly clocks: readonly {
    readonly kind: ClockKind;
    readonly run: ClockRun;
    readonly calendar_revision: number;
    readonly provisional: boolean;
    readonly pending_steps: readonly PendingStep[];
    readonly began_at: string;
    readonly started_at: string;
    readonly due_at: string;
    readonly paused_at: string | null;
    readonly stopped_at: string | null;
    readonly overdue_at: string | null;
    readonly next_fire_at: string | null;
  }[];
  readonly reminders: readonly {
    readonly kind: string;
    readonly step: string;
    readonly started_at: string;
  }[];
}

/** In one statement, so that what is stored and what is told are of one moment. */
const SELECT = `
  SELECT c.id, c.number,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'clocks', e.data -> 'clocks') ORDER BY e.seq), '[]')
     FROM case_event e WHERE e.case_id = c.id AND e.data ? 'clocks') AS events,
    (SELECT coalesce(jsonb_agg(to_jsonb(k)), '[]') FROM case_clock k WHERE k.case_id = c.id) AS clocks,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'step', r.step, 'started_at', r.started_at)), '[]')
     FROM clock_reminder r WHERE r.case_id = c.id) AS reminders
  FROM freeze_case c`;
