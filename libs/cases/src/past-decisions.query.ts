import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import type { PastDecision } from '@thaw/risk/engine';
import { DECIDED_STATES, type Outcome, type ReasonCode } from './domain';

/** The freeze was right: trading ended, or what was wrong had to be put right first. */
const CONFIRMED: readonly Outcome[] = ['T', 'B', 'RM', 'RP'];
/** Everything was given back as it was. Not so UR, RL and K: they say neither. */
const UNFOUNDED: readonly Outcome[] = ['U'];
/** Nothing that a terminal's transactions could have told of, right or wrong. */
const NOT_OF_TRADE: readonly ReasonCode[] = [
  'AUTHORITY_ORDER',
  'HARDWARE',
  'KYC_EXPIRED',
  'RETRIEVAL_DEFAULT',
];

/** What the desk has decided on terminals, for the room of risk, which knows no cases. */
@Injectable()
export class PastDecisions {
  /**
   * Decisions as they stand: an appeal that was granted counts as it was decided, one under way not at all. A terminal with
   * several cases may have been decided both ways.
   */
  async of(tx: Tx, terminalIds: readonly string[]): Promise<ReadonlyMap<string, PastDecision>> {
    const rows = await tx.query<{ terminalId: string; confirmed: boolean; unfounded: boolean }[]>(
      `SELECT terminal_id AS "terminalId", bool_or(outcome = ANY($2)) AS confirmed, bool_or(outcome = ANY($3)) AS unfounded
       FROM freeze_case
       WHERE terminal_id = ANY($1) AND outcome IS NOT NULL AND outcome = ANY($2 || $3) AND state = ANY($4) AND reason_code <> ALL($5)
       GROUP BY terminal_id`,
      [terminalIds, CONFIRMED, UNFOUNDED, DECIDED_STATES, NOT_OF_TRADE],
    );
    return new Map(
      rows.map(({ terminalId, confirmed, unfounded }) => [
        terminalId,
        confirmed && unfounded ? 'mixed' : confirmed ? 'confirmed' : 'unfounded',
      ]),
    );
  }
}
