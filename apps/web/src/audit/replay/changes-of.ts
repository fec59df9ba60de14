import type { ProvenRecord } from '../proof/verify-case';

/** What a record says of itself. */
export interface Entry {
  readonly at: string;
  readonly kind: 'change' | 'read' | 'refusal' | 'note';
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly key?: string;
  readonly request?: string;
  readonly columns?: readonly string[];
}

export interface RecordOfCase extends ProvenRecord {
  readonly said: Entry;
}

/**
 * The records of a case by the event that they were written with; events are told in the order in which they were
 * inserted. Those before the first event are its own.
 * @returns for each event, by its place from 0 on, its records in order.
 */
export function changesByEvent(records: readonly ProvenRecord[]): RecordOfCase[][] {
  const groups: RecordOfCase[][] = [];
  let open: RecordOfCase[] = [];
  let hasEvent = false;
  const close = (): void => {
    if (open.length === 0) return;
    const last = groups.at(-1);
    // What a job wrote by itself, after the event that set it going.
    if (!hasEvent && last) last.push(...open);
    else groups.push(open);
    open = [];
    hasEvent = false;
  };
  for (const record of records) {
    const said = JSON.parse(record.entry) as Entry;
    const previous = open.at(-1)?.said;
    if (said.kind !== 'change') {
      close();
      continue;
    }
    const isEvent = said.subject === 'case_event';
    const isElsewhere =
      previous !== undefined && (previous.actor !== said.actor || previous.request !== said.request);
    if (isElsewhere || (hasEvent && (isEvent || beginsAnAction(said)))) close();
    open.push({ ...record, said });
    hasEvent ||= isEvent;
  }
  close();
  return groups;
}

/** Each action raises the case's version before anything else. */
const beginsAnAction = ({ subject, columns }: Entry): boolean =>
  subject === 'freeze_case' && columns?.includes('version') === true;

export interface Changed {
  readonly column: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The values that a record changed, without the marks that every change moves. */
export function valuesOf({ body }: Pick<RecordOfCase, 'body'>): Changed[] {
  if (body === null) return [];
  const { before = {}, after = {} } = JSON.parse(body) as Partial<
    Record<'before' | 'after', Readonly<Record<string, unknown>>>
  >;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((column) => !MARKS.has(column))
    .map((column) => ({ column, before: before[column], after: after[column] }));
}

const MARKS = new Set(['version', 'changed_at', 'merchant_version', 'state_since']);
