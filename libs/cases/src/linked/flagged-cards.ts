import type { Tx } from '@thaw/platform';
import { FlaggedCard } from '../entities';

/** Cards of one scan, or of one look of the watch, that are kept: those that weigh most. */
const CARDS_KEPT = 500;

/** Once a scan of the case has finished. */
export async function flagCardsOfScan(tx: Tx, caseId: string, scanId: string): Promise<void> {
  await tx.query(
    `INSERT INTO flagged_card (card_token, case_id)
     SELECT card_token, $1 FROM (
       SELECT card_token FROM finding WHERE scan_id = $2 AND card_token IS NOT NULL AND weight > 0
       GROUP BY card_token ORDER BY max(weight) DESC, count(*) DESC, card_token LIMIT $3
     ) AS of ON CONFLICT DO NOTHING`,
    [caseId, scanId, CARDS_KEPT],
  );
}

/** New hits of a watch, the heaviest first. */
export async function flagCards(tx: Tx, caseId: string, cards: readonly (string | null)[]): Promise<void> {
  const named = [...new Set(cards.filter((card) => card !== null))].slice(0, CARDS_KEPT);
  if (named.length === 0) return;
  const rows = named.map((cardToken) => ({ cardToken, caseId }));
  await tx.createQueryBuilder().insert().into(FlaggedCard).values(rows).orIgnore().execute();
}
