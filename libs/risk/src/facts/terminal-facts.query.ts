import { Inject, Injectable } from '@nestjs/common';
import { Zone, systemActor } from '@thaw/kernel';
import { CONFIG, type Config, type Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { retrievalsOf } from '../retrievals/slips.query';
import type { ChargebackMonth, FactName, LocationFix, TerminalFacts } from '../rules';
import { factsOfTerminal } from './facts-of-terminal';
import { SharedCardsQuery } from './shared-cards.query';

/** The facts of a terminal, and how many of each there were beyond what a scan takes. */
export interface CollectedFacts {
  readonly facts: TerminalFacts;
  readonly leftOut: FactsLeftOut;
}

/** By the fact's name. */
export type FactsLeftOut = Readonly<Partial<Record<FactName, number>>>;

const WORKER = systemActor('worker');
/** Fixes that one scan takes, the latest of them: one every two hours for half a year. */
const FIXES_MOST = 2_000;

/** Collects what is known of a terminal beside its history. A scan freezes it, so that a replay reads the same. */
@Injectable()
export class TerminalFactsQuery {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'timeZone'>,
    private readonly registry: RegistryQuery,
    private readonly sharedCards: SharedCardsQuery,
  ) {}

  /** As they stand now. */
  async of(tx: Tx, terminalId: string): Promise<CollectedFacts> {
    const terminal = await this.registry.terminal(tx, WORKER, terminalId);
    const shared = await this.sharedCards.of(tx, terminalId);
    const seen = await fixesOf(tx, terminalId);
    return {
      facts: {
        ...factsOfTerminal(terminal),
        fixes: seen.fixes.length === 0 ? null : seen.fixes,
        cardsOfFrozenTerminals: shared.cards,
        chargebacks: await chargebackMonths(tx, terminalId, new Zone(this.config.timeZone)),
        retrievals: await retrievalsOf(tx, terminalId),
      },
      leftOut: {
        ...(seen.leftOut > 0 && { fixes: seen.leftOut }),
        ...(shared.leftOut > 0 && { cardsOfFrozenTerminals: shared.leftOut }),
      },
    };
  }
}

interface SeenFixes {
  readonly fixes: readonly LocationFix[];
  readonly leftOut: number;
}

/** The latest, in the order of time: jumps are looked for between one and the next. */
async function fixesOf(tx: Tx, terminalId: string): Promise<SeenFixes> {
  const rows = await tx.query<{ id: string; at: Date; latE6: number; lonE6: number }[]>(
    `SELECT id, at, lat_e6 AS "latE6", lon_e6 AS "lonE6" FROM location_fix
     WHERE terminal_id = $1 ORDER BY at DESC, id DESC LIMIT ${FIXES_MOST}`,
    [terminalId],
  );
  const fixes = rows
    .map(({ id, at, latE6, lonE6 }) => ({ id: Number(id), at: at.getTime(), latE6, lonE6 }))
    .reverse();
  if (fixes.length < FIXES_MOST) return { fixes, leftOut: 0 };
  const [all] = await tx.query<{ count: string }[]>(
    'SELECT count(*) FROM location_fix WHERE terminal_id = $1',
    [terminalId],
  );
  return { fixes, leftOut: Number(all?.count) - fixes.length };
}

/**
 * By month of receipt in the desk's zone. A desk that was told of none at any terminal knows nothing of chargebacks;
 * once it was told of some, a terminal without any has none.
 */
async function chargebackMonths(
  tx: Tx,
  terminalId: string,
  zone: Zone,
): Promise<readonly ChargebackMonth[] | null> {
  const [span] = await tx.query<{ first: Date | null; last: Date | null }[]>(
    'SELECT min(received_at) AS first, max(received_at) AS last FROM chargeback WHERE terminal_id = $1',
    [terminalId],
  );
  if (!span?.first || !span.last) {
    const [any] = await tx.query<unknown[]>('SELECT 1 FROM chargeback LIMIT 1');
    return any === undefined ? null : [];
  }
  const from = zone.monthOf(span.first.getTime());
  const months = Array.from({ length: zone.monthOf(span.last.getTime()) - from + 1 }, (_, n) => from + n);
  const rows = await tx.query<{ nth: number; count: string }[]>(
    `SELECT width_bucket(received_at, $2::timestamptz[]) AS nth, count(*) FROM chargeback
     WHERE terminal_id = $1 GROUP BY nth ORDER BY nth`,
    [terminalId, months.map((month) => new Date(zone.toInstant(Date.UTC(1970, month))))],
  );
  return rows.map(({ nth, count }) => ({ month: from + nth - 1, count: Number(count) }));
}
