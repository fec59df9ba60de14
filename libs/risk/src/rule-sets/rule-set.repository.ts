import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, type Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { RULES, defaultSettings } from '../rules';
import { RuleSetEvent } from './rule-set-event.entity';
import { RuleSet } from './rule-set.entity';

const SETUP = actorRef(systemActor('setup'));
const FIRST = 1;

/** Rule sets as they are stored. The first is made when it is first asked for, of this build's defaults. */
@Injectable()
export class RuleSetRepository {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async active(tx: Tx): Promise<RuleSet> {
    return (await tx.findOneBy(RuleSet, { state: 'active' })) ?? this.begin(tx);
  }

  /** @throws DomainError NOT_FOUND */
  async byNumber(tx: Tx, number: number): Promise<RuleSet> {
    const set = await tx.findOneBy(RuleSet, { number });
    if (!set) throw new DomainError('NOT_FOUND');
    return set;
  }

  async inShadow(tx: Tx): Promise<readonly RuleSet[]> {
    return tx.find(RuleSet, { where: { state: 'shadow' }, order: { number: 'ASC' } });
  }

  /** @throws DomainError NOT_FOUND */
  async byId(tx: Tx, id: string): Promise<RuleSet> {
    const set = await tx.findOneBy(RuleSet, { id });
    if (!set) throw new DomainError('NOT_FOUND');
    return set;
  }

  /** What is scanned from before there were sets was scanned with what the first one holds. */
  async ofScan(tx: Tx, { ruleSetId }: { readonly ruleSetId: string | null }): Promise<RuleSet> {
    await this.active(tx);
    return ruleSetId === null ? this.byNumber(tx, FIRST) : this.byId(tx, ruleSetId);
  }

  /** Whoever makes or moves a set holds the first row: one at a time, so that numbers and states never race. */
  async lockAll(tx: Tx): Promise<void> {
    await this.active(tx);
    await tx.findOneOrFail(RuleSet, { where: { number: FIRST }, lock: { mode: 'pessimistic_write' } });
  }

  /** Call under {@link lockAll}. */
  async nextNumber(tx: Tx): Promise<number> {
    return ((await tx.maximum(RuleSet, 'number')) ?? 0) + 1;
  }

  /** Numbers of sets by their ids. */
  async numbers(tx: Tx, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, number>> {
    const wanted = ids.filter((id) => id !== null);
    if (wanted.length === 0) return new Map();
    const rows = await tx.find(RuleSet, { select: { id: true, number: true }, where: { id: In(wanted) } });
    return new Map(rows.map(({ id, number }) => [id, number]));
  }

  private async begin(tx: Tx): Promise<RuleSet> {
    const now = this.clock.now();
    const id = randomUUID();
    // Two may ask at once: the second waits for the first, and finds its set. Whichever index tells them apart: had only the
    // number been named, the index on the active set could still refuse the second one.
    const made = await tx.query<object[]>(
      `INSERT INTO rule_set (id, number, version, name, state, rules, created_by, created_at, edited_by, edited_at, activated_by,
         activated_at)
       VALUES ($1, $2, 1, $3, 'active', $4, $5, $6, $5, $6, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
      [id, FIRST, '初始规则 · Defaults', JSON.stringify(defaultSettings(RULES)), SETUP, now],
    );
    if (made.length > 0) {
      await tx.insert(RuleSetEvent, {
        ruleSetId: id,
        version: 1,
        at: now,
        actor: SETUP,
        type: 'activated',
        data: {},
        note: '',
      });
    }
    return tx.findOneByOrFail(RuleSet, { state: 'active' });
  }
}
