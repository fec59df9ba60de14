import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { Measure } from '@thaw/registry';
import { plainTerms } from '@thaw/registry/measures';
import { StandingHits } from '@thaw/risk';
import { In, IsNull } from 'typeorm';
import type { GivenBack, WatchFacts } from '../domain';
import { WatchHit } from '../entities';
import { isCaseWatched } from '../watch/is-watched';
import { lastDecision } from '../watch/last-decision';
import type { FactsAbout, FactsReader } from './facts-reader';

const UNWATCHED: WatchFacts['watch'] = { openHits: 0, upToDate: true, givenBack: [] };

@Injectable()
export class WatchFactsQuery implements FactsReader<WatchFacts> {
  constructor(private readonly hits: StandingHits) {}

  async read({ tx, freezeCase }: FactsAbout): Promise<WatchFacts> {
    const { id, terminalId, beganAnewAt } = freezeCase;
    const scanNeededSince = latest(beganAnewAt, await hitsCountedAt(tx, id));
    if (!(await isCaseWatched(tx, freezeCase))) return { scanNeededSince, watch: UNWATCHED };
    const decision = await lastDecision(tx, id);
    const open = { caseId: id, scanId: decision?.scanId ?? NO_ID, answer: IsNull() };
    return {
      scanNeededSince,
      watch: {
        openHits: await tx.countBy(WatchHit, open),
        upToDate: await this.hits.isCurrent(tx, terminalId),
        givenBack: await givenBack(tx, id),
      },
    };
  }
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

const latest = (a: Date | null, b: Date | null): Date | null =>
  a !== null && b !== null ? (a > b ? a : b) : (a ?? b);

/** When hits last took back what was decided. */
async function hitsCountedAt(tx: Tx, caseId: string): Promise<Date | null> {
  const [row] = await tx.query<{ at: Date | null }[]>(
    `SELECT max(answered_at) AS at FROM watch_hit WHERE case_id = $1 AND answer IN ('refrozen', 'stopped')`,
    [caseId],
  );
  return row?.at ?? null;
}

async function givenBack(tx: Tx, caseId: string): Promise<readonly GivenBack[]> {
  const done = await tx.query<{ id: string }[]>(
    `SELECT measure_id AS id FROM gateway_command
     WHERE case_id = $1 AND purpose = 'restore' AND closed_at IS NULL AND state = 'confirmed'
       AND kind IN ('lift', 'narrow') ORDER BY created_at, id`,
    [caseId],
  );
  if (done.length === 0) return [];
  const ids = done.map(({ id }) => id);
  const before = await tx.findBy(Measure, { id: In(ids) });
  const after = await tx.findBy(Measure, { replacesId: In(ids), liftedAt: IsNull() });
  return ids.flatMap((id): GivenBack[] => {
    const measure = before.find((each) => each.id === id);
    if (!measure) return [];
    return [
      {
        terms: plainTerms(measure),
        narrowedTo: after.find(({ replacesId }) => replacesId === id)?.id ?? null,
      },
    ];
  });
}
