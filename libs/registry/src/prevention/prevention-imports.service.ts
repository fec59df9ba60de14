import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  DomainError,
  Zone,
  actorRef,
  isDomainError,
  storable,
  type Actor,
  type Bilingual,
  type Clock,
} from '@thaw/kernel';
import { CLOCK, CONFIG, Database, type Config, type Tx } from '@thaw/platform';
import { RegistryQuery } from '../registry.query';
import type { CalendarDay } from './calendar-day';
import { COLUMN_OF_MEMBER, keptCells, type PreventionColumn, type PreventionLine } from './import-line';
import { PreventionImport, type PreventionImportReject } from './prevention-import.entity';
import { PreventionLedger, type PreventionChange } from './prevention-ledger';
import { changeOf } from './prevention.service';
import { TOLD_MEMBERS, checkTold, type PreventionTold, type ToldMember } from './told';

export interface PreventionFile {
  readonly fileName: string;
  /** SHA-256 of the file as it was sent. */
  readonly contentHash: Buffer;
  readonly lines: readonly PreventionLine[];
}

/** More lines are refused: a file is taken in whole, within its request. */
export const PREVENTION_LINES_MOST = 50_000;
const LINES_AT_ONCE = 1_000;

interface GoodLine {
  readonly line: PreventionLine;
  readonly told: PreventionTold;
}
type Reject = Omit<PreventionImportReject, 'importId'>;

/** Takes in files of upkeep dates of many terminals; bad lines hurt no good one, and are kept with the reason. */
@Injectable()
export class PreventionImportsService {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly ledger: PreventionLedger,
    private readonly registry: RegistryQuery,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /**
   * All of it or nothing, in one transaction. A file that was taken in before changes nothing.
   * @throws DomainError PREVENTION_IMPORT_IN_PROGRESS while another file is being taken in
   */
  async take(actor: Actor, { fileName, contentHash, lines }: PreventionFile): Promise<PreventionImport> {
    const at = this.clock.now();
    const today = this.zone.dateText(at.getTime());
    const { good, rejects } = readLines(lines, today);
    return this.database.asActor(actor, async (tx) => {
      await takeTurn(tx);
      const changes: PreventionChange[] = [];
      for (const some of inParts(good, LINES_AT_ONCE))
        changes.push(...(await this.changes(tx, actor, some, today, rejects)));
      const [linesTotal, accepted, rejected] = [lines.length, changes.length, rejects.length];
      const receipt: PreventionImport = {
        id: randomUUID(),
        fileName,
        contentHash,
        at,
        actor: actorRef(actor),
        linesTotal,
        accepted,
        unchanged: linesTotal - accepted - rejected,
        rejected,
      };
      await tx.insert(PreventionImport, receipt);
      for (const some of inParts(changes, LINES_AT_ONCE)) {
        await this.ledger.store(tx, actor, some, { at, importId: receipt.id });
      }
      for (const some of inParts(rejects, LINES_AT_ONCE)) await storeRejects(tx, receipt.id, some);
      return receipt;
    });
  }

  /** What the lines change; those of terminals that nobody knows go to the rejects. */
  private async changes(
    tx: Tx,
    actor: Actor,
    good: readonly GoodLine[],
    today: CalendarDay,
    rejects: Reject[],
  ): Promise<readonly PreventionChange[]> {
    const named = await this.registry.terminalsByNumbers(
      tx,
      actor,
      good.map(({ line }) => numbersOf(line)),
    );
    const ids = named.map((terminal) => (typeof terminal === 'string' ? null : terminal.id));
    const rows = await this.ledger.locked(
      tx,
      ids.filter((id) => id !== null),
    );
    const byId = new Map(rows.map((row) => [row.terminalId, row]));
    return good.flatMap(({ line, told }, n) => {
      const row = byId.get(ids[n] ?? '');
      if (row) return changeOf(row, told, today) ?? [];
      rejects.push(rejectOf(line, 'terminal_no', NO_TERMINAL));
      return [];
    });
  }
}

const NO_TERMINAL: Bilingual = {
  zh: '没有此终端：请核对商户编号与终端编号，或先登记终端。',
  en: 'There is no such terminal: check both numbers, or register it first.',
};

/** One file at a time: two that lock the same terminals in different orders would wait for each other for ever. */
async function takeTurn(tx: Tx): Promise<void> {
  const [turn] = await tx.query<{ taken: boolean }[]>(
    `SELECT pg_try_advisory_xact_lock(hashtext('prevention import')) AS taken`,
  );
  if (!turn?.taken) throw new DomainError('PREVENTION_IMPORT_IN_PROGRESS');
}

/** As a slip shows them; a slip and its typist differ in case. */
const numbersOf = ({
  cells,
}: PreventionLine): { readonly merchantNo: string; readonly terminalNo: string } => ({
  merchantNo: storable((cells.merchant_no ?? '').trim()),
  terminalNo: storable((cells.terminal_no ?? '').trim().toUpperCase()),
});

function readLines(
  lines: readonly PreventionLine[],
  today: CalendarDay,
): { readonly good: readonly GoodLine[]; readonly rejects: Reject[] } {
  const seen = new Map<string, number>();
  const good: GoodLine[] = [];
  const rejects: Reject[] = [];
  for (const line of lines) {
    const { merchantNo, terminalNo } = numbersOf(line);
    const name = `${merchantNo}/${terminalNo}`;
    const first = seen.get(name);
    if (line.fault) rejects.push(rejectOf(line, null, line.fault));
    else if (first !== undefined) rejects.push(rejectOf(line, 'terminal_no', standsAbove(first)));
    else {
      const read = readTold(line, today);
      if ('told' in read) {
        good.push(read);
        if (terminalNo !== '') seen.set(name, line.line);
      } else rejects.push(read);
    }
  }
  return { good, rejects };
}

const standsAbove = (line: number): Bilingual => ({
  zh: `该终端已在第 ${line} 行：一份文件中每台终端只写一行。`,
  en: `This terminal stands on line ${line} already: give each terminal one line of a file.`,
});

function readTold(line: PreventionLine, today: CalendarDay): GoodLine | Reject {
  const cells = TOLD_MEMBERS.flatMap((member) => {
    const text = (line.cells[COLUMN_OF_MEMBER[member]] ?? '').trim();
    return text === '' ? [] : [[member, text] as const];
  });
  if (cells.length === 0) return rejectOf(line, null, NOTHING_TOLD);
  try {
    return { line, told: checkTold(Object.fromEntries(cells), today) };
  } catch (error) {
    if (!isDomainError(error, 'INVALID_REQUEST')) throw error;
    const { field, detail } = error.context;
    return rejectOf(line, COLUMN_OF_MEMBER[field as ToldMember], detail as Bilingual);
  }
}

const NOTHING_TOLD: Bilingual = {
  zh: '此行没有填写任何日期或版本。',
  en: 'This line tells neither a date nor a version.',
};

const rejectOf = (line: PreventionLine, field: PreventionColumn | null, message: Bilingual): Reject => ({
  line: line.line,
  field,
  message,
  cells: keptCells(line),
});

async function storeRejects(tx: Tx, importId: string, rejects: readonly Reject[]): Promise<void> {
  await tx.query(
    `INSERT INTO prevention_import_reject (import_id, line, field, message, cells)
     SELECT $1, r.line, r.field, r.message, ARRAY(SELECT jsonb_array_elements_text(r.cells))
     FROM jsonb_to_recordset($2::jsonb) AS r (line integer, field text, message jsonb, cells jsonb)`,
    [importId, JSON.stringify(rejects)],
  );
}

function* inParts<T>(all: readonly T[], most: number): Generator<readonly T[], void, undefined> {
  for (let from = 0; from < all.length; from += most) yield all.slice(from, from + most);
}
