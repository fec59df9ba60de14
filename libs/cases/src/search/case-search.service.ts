import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { CaseSearchRow, SearchFill, type FreezeCase, type SearchSource } from '../entities';
import { bigrams, searchForm } from './search-text';

/** A text to be found by. */
export interface FoundBy {
  readonly source: SearchSource;
  readonly sourceId: string;
  readonly caseId: string;
  readonly merchantId: string;
  readonly at: Date;
  readonly text: string;
}

const BATCH = 2_000;

/** Number and parties by which cases are found. @param of which cases `c` */
const casesSql = (of: string): string => `
  SELECT 'case' AS source, c.id AS "sourceId", c.id AS "caseId", c.merchant_id AS "merchantId", c.opened_at AS at,
         concat_ws(' ', c.number, m.merchant_no, m.name, t.terminal_no) AS text
  FROM freeze_case c JOIN merchant m ON m.id = c.merchant_id JOIN terminal t ON t.id = c.terminal_id
  WHERE ${of}
  UNION ALL
  SELECT DISTINCT 'device', d.id, c.id, c.merchant_id, c.opened_at, d.serial_no
  FROM freeze_case c JOIN device_binding b ON b.terminal_id = c.terminal_id JOIN device d ON d.id = b.device_id
  WHERE ${of}`;

/** What has been written on cases. @param of which cases `c` */
const textsSql = (of: string): string => `
  SELECT 'message' AS source, x.id AS "sourceId", c.id AS "caseId", c.merchant_id AS "merchantId", x.sent_at AS at, x.body AS text
  FROM case_message x JOIN freeze_case c ON c.id = x.case_id
  WHERE ${of}
  UNION ALL
  SELECT 'note', x.id, c.id, c.merchant_id, x.written_at, x.body
  FROM case_note x JOIN freeze_case c ON c.id = x.case_id
  WHERE ${of}`;

/** The one door by which texts become findable, in the transaction that writes them. */
@Injectable()
export class CaseSearch {
  /** A case that was opened: by its number, its merchant, its terminal and every device that this has had. */
  async keepCase(tx: Tx, caseId: string): Promise<void> {
    await this.write(tx, await tx.query<FoundBy[]>(casesSql('c.id = $1'), [caseId]));
  }

  async keepText(
    tx: Tx,
    { id: caseId, merchantId }: FreezeCase,
    text: Pick<FoundBy, 'source' | 'sourceId' | 'at' | 'text'>,
  ): Promise<void> {
    await this.write(tx, [{ ...text, caseId, merchantId }]);
  }

  /** All of these cases and what is written on them, as far as it is not findable yet. */
  async keepWhole(tx: Tx, caseIds: readonly string[]): Promise<void> {
    const of = 'c.id = ANY($1)';
    await this.writeAll(tx, `${casesSql(of)} UNION ALL ${textsSql(of)}`, [caseIds]);
  }

  /** Makes all of it anew from what it is of. Whoever writes meanwhile waits. @returns how many texts there are. */
  async rebuild(tx: Tx): Promise<number> {
    await tx.query('LOCK TABLE case_search IN EXCLUSIVE MODE');
    await tx.createQueryBuilder().delete().from(CaseSearchRow).execute();
    await tx.createQueryBuilder().delete().from(SearchFill).execute();
    return this.writeAll(tx, `${casesSql('true')} UNION ALL ${textsSql('true')}`);
  }

  /** However many there are, some at a time. */
  private async writeAll(tx: Tx, sql: string, values: readonly unknown[] = []): Promise<number> {
    await tx.query(`DECLARE found CURSOR FOR SELECT * FROM (${sql}) s`, [...values]);
    let kept = 0;
    for (;;) {
      const texts = await tx.query<FoundBy[]>(`FETCH ${BATCH} FROM found`);
      if (texts.length === 0) break;
      await this.write(tx, texts);
      kept += texts.length;
    }
    await tx.query('CLOSE found');
    return kept;
  }

  private async write(tx: Tx, texts: readonly FoundBy[]): Promise<void> {
    const rows = texts.map(({ text, ...row }) => {
      const form = searchForm(text);
      return { ...row, form, grams: bigrams(form), merchantSees: row.source !== 'note' };
    });
    await tx.query(
      `INSERT INTO case_search (source_id, case_id, source, merchant_id, merchant_sees, at, form, grams)
       SELECT "sourceId", "caseId", source, "merchantId", "merchantSees", at, form, grams
       FROM jsonb_to_recordset($1::jsonb) AS r("sourceId" uuid, "caseId" uuid, source text, "merchantId" uuid,
         "merchantSees" boolean, at timestamptz, form text, grams text[])
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(rows)],
    );
  }
}
