import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Queue } from '@thaw/desk';
import { DomainError, Zone, actorRef, monthText, systemActor, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, type Config, type Tx } from '@thaw/platform';
import { QualityDraw, QualityPlan, QualitySample } from '../entities';
import { drawSample, type SampleTerms } from './draw-sample';

export interface DrawView {
  readonly id: string;
  readonly queue: string;
  readonly month: string;
  readonly seed: string;
  readonly ratePercent: number;
  readonly monthlyCap: number;
  readonly candidates: number;
  readonly drawn: number;
  readonly drawnAt: Date;
  /** Drawn again from seed and candidates just now it comes out the same. */
  readonly agrees: boolean;
}

const CHANCE = systemActor('worker');

/** How much is looked at again, and what was drawn. */
@Injectable()
export class QualityDraws {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /** Of every queue; one that nobody planned for draws nothing. */
  async plans(actor: Actor): Promise<readonly (SampleTerms & { queue: string; version: number })[]> {
    return this.database.asActor(actor, async (tx) => {
      const plans = new Map((await tx.find(QualityPlan)).map((plan) => [plan.queue, plan]));
      const queues = await tx.find(Queue, { order: { position: 'ASC', code: 'ASC' } });
      return queues.map(({ code: queue }) => {
        const { ratePercent = 0, monthlyCap = 0, version = 0 } = plans.get(queue) ?? {};
        return { queue, ratePercent, monthlyCap, version };
      });
    });
  }

  /** From the next draw on. @param version 0 where nothing was planned. @throws DomainError NOT_FOUND · TEXT_CHANGED */
  async plan(actor: Actor, queue: string, version: number, terms: SampleTerms): Promise<void> {
    await this.database.asActor(actor, async (tx) => {
      if (!(await tx.existsBy(Queue, { code: queue }))) throw new DomainError('NOT_FOUND');
      await takeTurn(tx);
      const stands = await tx.findOneBy(QualityPlan, { queue });
      const standing = stands?.version ?? 0;
      if (standing !== version) throw new DomainError('TEXT_CHANGED', { extra: { version: standing } });
      const { ratePercent, monthlyCap } = terms;
      const now = this.clock.now();
      const changed = { changedAt: now, changedBy: actorRef(actor) };
      // Of the months in which nothing was to be drawn none is missed.
      const drawsFrom =
        stands && drawsAny(stands) ? stands.drawsFrom : monthText(this.zone.monthOf(now.getTime()) - 1);
      await tx.upsert(
        QualityPlan,
        { queue, ratePercent, monthlyCap, drawsFrom, version: version + 1, ...changed },
        ['queue'],
      );
    });
  }

  /**
   * A sweep: of each queue that planned so, every month that has ended is drawn once, with a seed of its own: also those in
   * which no worker ran. @returns how many cases were drawn.
   */
  async drawEndedMonths(now: Date): Promise<number> {
    return this.database.asActor(CHANCE, async (tx) => {
      await takeTurn(tx);
      const current = this.zone.monthOf(now.getTime());
      let drawn = 0;
      for (const plan of await tx.find(QualityPlan)) {
        if (!drawsAny(plan)) continue;
        const done = await tx.find(QualityDraw, { where: { queue: plan.queue }, select: { month: true } });
        const known = new Set(done.map(({ month }) => month));
        for (let month = monthNumber(plan.drawsFrom); month < current; month++)
          if (!known.has(monthText(month))) drawn += await this.draw(tx, plan, month, now);
      }
      return drawn;
    });
  }

  private async draw(tx: Tx, plan: QualityPlan, month: number, now: Date): Promise<number> {
    const { queue, ratePercent, monthlyCap } = plan;
    const candidates = await closedIn(tx, queue, this.begins(month), this.begins(month + 1));
    const draw: QualityDraw = {
      ...{ id: randomUUID(), queue, month: monthText(month), seed: randomBytes(16).toString('hex') },
      ...{ ratePercent, monthlyCap, candidates, drawnAt: now },
    };
    await tx.insert(QualityDraw, draw);
    const cases = drawSample(draw.seed, candidates, draw);
    for (const caseId of cases)
      await tx.insert(QualitySample, {
        ...{ id: randomUUID(), drawId: draw.id, caseId, drawnAt: now, state: 'drawn' },
      });
    return cases.length;
  }

  /** The first instant of a month of the desk, counted since January 1970. */
  private begins(month: number): Date {
    return new Date(this.zone.toInstant(Date.UTC(1970, month, 1)));
  }

  /** The newest first. */
  async list(actor: Actor): Promise<readonly DrawView[]> {
    return this.database.asActor(actor, async (tx) => {
      const draws = await tx.find(QualityDraw, { order: { month: 'DESC', queue: 'ASC' }, take: DRAWS_SHOWN });
      return Promise.all(
        draws.map(async ({ candidates, ...draw }) => {
          const samples = await tx.findBy(QualitySample, { drawId: draw.id });
          const again = drawSample(draw.seed, candidates, draw);
          const drawn = samples.map(({ caseId }) => caseId);
          const agrees = again.length === drawn.length && again.every((id) => drawn.includes(id));
          return { ...draw, candidates: candidates.length, drawn: drawn.length, agrees };
        }),
      );
    });
  }
}

const DRAWS_SHOWN = 60;

/** Two workers at once draw once, and a plan is changed by one at a time. */
const takeTurn = (tx: Tx): Promise<unknown> =>
  tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('quality_draw', 0))`);

async function closedIn(tx: Tx, queue: string, from: Date, to: Date): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT id FROM freeze_case WHERE state = 'closed' AND closed_at >= $1 AND closed_at < $2 AND queue = $3 ORDER BY id`,
    [from, to, queue],
  );
  return rows.map(({ id }) => id);
}

const drawsAny = ({ ratePercent, monthlyCap }: SampleTerms): boolean => ratePercent > 0 && monthlyCap > 0;

/** YYYY-MM as months since January 1970. */
const monthNumber = (month: string): number =>
  (Number(month.slice(0, 4)) - 1970) * 12 + Number(month.slice(5, 7)) - 1;
