import { Inject, Injectable } from '@nestjs/common';
import type { Actor, Bilingual, Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { Queue, type QueueEscalation } from './queue.entity';
import { invalid, needVersion, recordChange, takeTurn } from './record-change';
import { words } from './words';

/** What a queue is, as an admin says it. */
export interface QueueTerms {
  readonly name: Bilingual;
  readonly reasons: readonly string[];
  readonly areas: readonly string[];
  readonly tiers: readonly string[];
  readonly position: number;
  readonly calendar: string;
  readonly classCalendars?: Readonly<Record<string, string>>;
  /** Left out or null: as is usual. */
  readonly escalations?: readonly QueueEscalation[] | null;
  readonly roundRobin: boolean;
  readonly skills: readonly string[];
  readonly newcomers: boolean;
}

/** How a queue can be called. */
export const QUEUE_CODE = /^[a-z][a-z0-9_]{1,39}$/;

/** Changes which queues there are. None is taken away: cases keep the one that they are in. */
@Injectable()
export class QueuesService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /**
   * Makes a queue, or changes one. Cases that are in one stay there until they are classified anew.
   * @param version of the queue as it was shown; 0 for one that is new.
   * @throws DomainError INVALID_REQUEST · QUEUE_CHANGED
   */
  async put(actor: Actor, code: string, terms: QueueTerms, version: number): Promise<Queue> {
    if (!QUEUE_CODE.test(code))
      throw invalid(
        'code',
        '队列代码由小写字母、数字、下划线组成，2 至 40 位，以字母开头。',
        'A queue’s code has 2 to 40 small letters, digits and underscores, and begins with a letter.',
      );
    const columns = columnsOf(terms);
    return this.database.asActor(actor, async (tx) => {
      await takeTurn(tx);
      const stands = await tx.findOneBy(Queue, { code });
      needVersion(stands?.version ?? 0, version);
      const queue: Queue = { code, ...columns, version: version + 1 };
      await this.write(tx, queue, stands !== null);
      await recordChange(tx, {
        actor,
        at: this.clock.now(),
        subject: 'queue',
        subjectId: code,
        kind: stands ? 'changed' : 'made',
        nowIs: queue,
      });
      return queue;
    });
  }

  private async write(tx: Tx, { code, ...queue }: Queue, stands: boolean): Promise<void> {
    if (stands) await tx.update(Queue, { code }, queue);
    else await tx.insert(Queue, { code, ...queue });
  }
}

function columnsOf({
  name,
  reasons,
  areas,
  tiers,
  skills,
  ...rest
}: QueueTerms): Omit<Queue, 'code' | 'version'> {
  return {
    nameZh: words('name.zh', name.zh),
    nameEn: words('name.en', name.en),
    reasons: once(reasons),
    areas: once(areas),
    tiers: once(tiers),
    skills: once(skills),
    position: rest.position,
    calendar: rest.calendar,
    classCalendars: rest.classCalendars ?? {},
    escalations: rest.escalations ?? null,
    roundRobin: rest.roundRobin,
    newcomers: rest.newcomers,
  };
}

const once = (values: readonly string[]): string[] => [...new Set(values)].sort();
