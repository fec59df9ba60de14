import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import type { CardElsewhere } from '../rules';

/** Uses of cards elsewhere that one scan takes, those of the cards on the most terminals first. */
const USES_MOST = 5_000;
const DAY_MS = 86_400_000;
/** How much of the history is looked at, back from its last transaction. */
const LOOK_BACK_DAYS = 366;
/** The widest window that X11 may be given: a use further from all that are looked at links nothing. */
const WINDOW_DAYS = 92;

export interface SharedCards {
  readonly cards: readonly CardElsewhere[];
  /** Uses beyond the most that are taken. */
  readonly leftOut: number;
}

interface Use {
  readonly card: string;
  readonly terminal: string;
  readonly at: Date;
  readonly total: string;
}

/** Which cards of a history were used on other terminals that are frozen now. */
@Injectable()
export class SharedCardsQuery {
  /**
   * Purchases on other terminals under a measure that is more than an observation, with cards of this history's last
   * year. What it costs grows with the frozen terminals and their last fifteen months, never with all histories: each is
   * read through its key. The others are numbered, so that nothing of them is told but that they differ.
   */
  async of(tx: Tx, terminalId: string): Promise<SharedCards> {
    const [last] = await tx.query<{ at: Date | null }[]>(
      'SELECT max(occurred_at) AS at FROM transaction WHERE terminal_id = $1',
      [terminalId],
    );
    const frozen = await frozenTerminals(tx, terminalId);
    if (!last?.at || frozen.length === 0) return { cards: [], leftOut: 0 };
    const to = last.at.getTime();
    const from = to - LOOK_BACK_DAYS * DAY_MS;
    const uses = await tx.query<Use[]>(
      `WITH here AS MATERIALIZED (
         SELECT DISTINCT card_token FROM transaction
         WHERE terminal_id = $1 AND occurred_at BETWEEN $2 AND $3 AND ${IS_PURCHASE}
       ), elsewhere AS MATERIALIZED (
         -- OFFSET 0: each terminal is read through its key, and all are joined once, not each by itself.
         SELECT * FROM (
           SELECT used.* FROM unnest($6::uuid[]) AS frozen (id) CROSS JOIN LATERAL (
             SELECT card_token, terminal_id, occurred_at FROM transaction
             WHERE terminal_id = frozen.id AND occurred_at BETWEEN $4 AND $5 AND ${IS_PURCHASE} OFFSET 0
           ) AS used OFFSET 0
         ) AS used JOIN here USING (card_token)
       ), spread AS (
         SELECT card_token, count(DISTINCT terminal_id) AS terminals FROM elsewhere GROUP BY card_token
       )
       SELECT card_token AS card, terminal_id AS terminal, occurred_at AS at, count(*) OVER () AS total
       FROM elsewhere JOIN spread USING (card_token)
       ORDER BY terminals DESC, card_token, occurred_at, terminal_id LIMIT ${USES_MOST}`,
      [
        terminalId,
        new Date(from),
        new Date(to),
        new Date(from - WINDOW_DAYS * DAY_MS),
        new Date(to + WINDOW_DAYS * DAY_MS),
        frozen,
      ],
    );
    return { cards: cardsOf(uses), leftOut: Number(uses[0]?.total ?? 0) - uses.length };
  }
}

const IS_PURCHASE = `type = 'purchase' AND status = 'approved' AND card_token IS NOT NULL`;

/** A measure on the whole merchant freezes all its terminals. */
async function frozenTerminals(tx: Tx, but: string): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT terminal_id AS id FROM measure WHERE lifted_at IS NULL AND level <> 'F0' AND terminal_id <> $1
     UNION SELECT t.id FROM measure m JOIN terminal t ON t.merchant_id = m.merchant_id
     WHERE m.lifted_at IS NULL AND m.level <> 'F0' AND m.scope = 'merchant' AND t.id <> $1 ORDER BY id`,
    [but],
  );
  return rows.map(({ id }) => id);
}

/** Numbered in the order in which they come. */
function cardsOf(uses: readonly Use[]): CardElsewhere[] {
  const numbers = new Map<string, number>();
  const numberOf = (terminal: string): number => {
    const number = numbers.get(terminal) ?? numbers.size + 1;
    numbers.set(terminal, number);
    return number;
  };
  const cards = new Map<string, { terminal: number; at: number }[]>();
  for (const { card, terminal, at } of uses) {
    const known = cards.get(card) ?? [];
    known.push({ terminal: numberOf(terminal), at: at.getTime() });
    cards.set(card, known);
  }
  return [...cards].map(([card, ofCard]) => ({ card, uses: ofCard }));
}
