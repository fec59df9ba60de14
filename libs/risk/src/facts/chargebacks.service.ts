import { Inject, Injectable } from '@nestjs/common';
import {
  MAX_AMOUNT_FEN,
  actorRef,
  readInstant,
  type Actor,
  type Bilingual,
  type Clock,
  type Page,
} from '@thaw/kernel';
import { CLOCK, CONFIG, type Config, type Tx } from '@thaw/platform';
import { RegistryQuery, badCursor, cursorParts, pageLimit, toPage, type PageRequest } from '@thaw/registry';
import { CardTokenizer } from '@thaw/transactions/records';
import type { Chargeback } from './chargeback.entity';
import { ItemReader, readReport, receiptOf, type ReportReceipt, type Verdict } from './report';

/** A chargeback as staff read it. */
export type ChargebackView = Readonly<Omit<Chargeback, 'terminalId'>>;

type NewChargeback = Pick<Chargeback, 'reference' | 'receivedAt' | 'amountFen' | 'reason' | 'saleReference'>;

const MEMBERS = ['reference', 'receivedAt', 'amountFen', 'reason', 'saleReference'];
/** Printable, with nothing but single spaces between words. */
const REFERENCE = /^(?=.{1,64}$)[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;
/** Too short for a card number. */
const REASON = /^[0-9A-Za-z.-]{1,10}$/;
const COLUMNS = `reference, received_at AS "receivedAt", amount_fen AS "amountFen", reason,
  sale_reference AS "saleReference", recorded_at AS "recordedAt", reported_by AS "reportedBy"`;

/** Chargebacks: told by machines and staff, read by staff and, counted by month, by the rule on them. */
@Injectable()
export class ChargebacksService {
  private readonly seals: CardTokenizer;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'cardKey'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly registry: RegistryQuery,
  ) {
    // A reference that looks like a card number is kept as the history keeps its sale's, so that they still agree.
    this.seals = new CardTokenizer(config.cardKey, 0);
  }

  /**
   * Keeps the chargebacks of a report that are right and new; the others hurt none of them.
   * @throws DomainError NOT_FOUND (the terminal)
   */
  async report(tx: Tx, actor: Actor, terminalId: string, items: readonly unknown[]): Promise<ReportReceipt> {
    const { id } = await this.registry.terminal(tx, actor, terminalId);
    const now = this.clock.now();
    const report = readReport(
      items,
      (item) => this.read(item, now.getTime()),
      ({ reference }) => reference,
      (second, first) => toldAgain(second, first, OTHER_IN_REPORT),
    );
    const given = report.fresh.map(({ item }) => item);
    const kept = await tx.query<{ reference: string }[]>(
      `INSERT INTO chargeback (terminal_id, reference, received_at, amount_fen, reason, sale_reference, recorded_at, reported_by)
       SELECT $1, c.*, $7, $8
       FROM unnest($2::text[], $3::timestamptz[], $4::bigint[], $5::text[], $6::text[]) AS c
       ON CONFLICT DO NOTHING RETURNING reference`,
      [
        id,
        given.map(({ reference }) => reference),
        given.map(({ receivedAt }) => receivedAt),
        given.map(({ amountFen }) => amountFen),
        given.map(({ reason }) => reason),
        given.map(({ saleReference }) => saleReference),
        now,
        actorRef(actor),
      ],
    );
    const taken = new Set(kept.map(({ reference }) => reference));
    const known = await this.known(
      tx,
      id,
      given.filter(({ reference }) => !taken.has(reference)),
    );
    return receiptOf(report, (one) =>
      taken.has(one.reference)
        ? { verdict: 'accepted' }
        : toldAgain(one, known.get(one.reference), OTHER_ON_RECORD),
    );
  }

  /** The latest first. @throws DomainError NOT_FOUND (the terminal) · INVALID_REQUEST on `cursor` */
  async pageOfTerminal(
    tx: Tx,
    actor: Actor,
    terminalId: string,
    page: PageRequest,
  ): Promise<Page<ChargebackView>> {
    await this.registry.terminal(tx, actor, terminalId);
    const limit = pageLimit(page.limit);
    const [at, reference] = cursorParts(page.cursor, 2);
    const after = at !== undefined && reference !== undefined;
    if (after && !readInstant(at)) throw badCursor();
    const rows = await tx.query<(Omit<ChargebackView, 'amountFen'> & { readonly amountFen: string })[]>(
      `SELECT ${COLUMNS} FROM chargeback
       WHERE terminal_id = $1 ${after ? 'AND (received_at, reference) < ($3, $4)' : ''}
       ORDER BY received_at DESC, reference DESC LIMIT $2`,
      [terminalId, limit + 1, ...(after ? [at, reference] : [])],
    );
    return toPage(
      rows,
      limit,
      (row) => ({ ...row, amountFen: Number(row.amountFen) }),
      (last) => [last.receivedAt.toISOString(), last.reference],
    );
  }

  private async known(
    tx: Tx,
    terminalId: string,
    again: readonly NewChargeback[],
  ): Promise<ReadonlyMap<string, NewChargeback>> {
    if (again.length === 0) return new Map();
    const rows = await tx.query<(Omit<NewChargeback, 'amountFen'> & { readonly amountFen: string })[]>(
      `SELECT ${COLUMNS} FROM chargeback WHERE terminal_id = $1 AND reference = ANY($2::text[])`,
      [terminalId, again.map(({ reference }) => reference)],
    );
    return new Map(rows.map((row) => [row.reference, { ...row, amountFen: Number(row.amountFen) }]));
  }

  private read(item: unknown, now: number): NewChargeback {
    const reader = new ItemReader(item, MEMBERS, now);
    return {
      reference: this.reference(reader, 'reference'),
      receivedAt: reader.past('receivedAt'),
      amountFen: reader.whole('amountFen', 1, MAX_AMOUNT_FEN),
      reason: reader.text(
        'reason',
        REASON,
        '原因代码为 1 至 10 位字母、数字、点或连字符，如 10.4。',
        'A reason code has 1 to 10 letters, digits, points or hyphens, e.g. 10.4.',
      ),
      saleReference: reader.has('saleReference') ? this.reference(reader, 'saleReference') : null,
    };
  }

  private reference(reader: ItemReader, field: string): string {
    const text = reader.text(
      field,
      REFERENCE,
      '应为 1 至 64 个 ASCII 字符，首尾无空格。',
      'Give 1 to 64 ASCII characters, without spaces at the ends.',
    );
    return this.seals.seal(text);
  }
}

/** Told again it is a duplicate; what was told otherwise is not ours to choose between. */
function toldAgain(told: NewChargeback, known: NewChargeback | undefined, message: Bilingual): Verdict {
  const isSame =
    known === undefined ||
    (known.receivedAt.getTime() === told.receivedAt.getTime() &&
      known.amountFen === told.amountFen &&
      known.reason === told.reason &&
      known.saleReference === told.saleReference);
  if (isSame) return { verdict: 'duplicate' };
  return { verdict: 'rejected', field: 'reference', message };
}

const OTHER_ON_RECORD: Bilingual = {
  zh: '此编号的拒付已登记，但内容不同：登记后不能更改，请核对编号。',
  en: 'A chargeback of this reference is on record with other content, and stays as it is: check the reference.',
};
const OTHER_IN_REPORT: Bilingual = {
  zh: '此编号在本次报送中已出现，但内容不同：只看第一项，请核对编号。',
  en: 'An earlier item of this report has this reference with other content, and that one counts: check the reference.',
};
