import { Injectable } from '@nestjs/common';
import { DomainError, type Actor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { CaseRepository } from '../case.repository';
import { CaseTransitions } from '../case-transitions.service';
import { CasePages, type CappedCount } from '../listing/case-pages.query';
import { maskTexts } from '../mask-texts';
import { SavedViewsQuery } from '../saved-views/saved-views.query';
import type { BulkRefusal } from '../entities';
import { PeopleOnce } from '../sharing/known';
import { PresentRoom } from '../sharing/queue-room';
import { bulkRefusal } from './bulk-refusal';
import { Foresight } from './foresight.service';
import { BULK_MOST, readChosen, type BulkActionName, type ChosenCases } from './many-cases';

/** What would become of one case, as things stand. */
export interface ForeseenCase {
  readonly number: string;
  /** To be sent with it when it is done; null where there is no such case for whoever asks. */
  readonly version: number | null;
  readonly allowed: boolean;
  readonly refusal: BulkRefusal | null;
}

export interface BulkPreview extends CappedCount {
  /** How many of them one action takes. */
  readonly most: number;
  readonly items: readonly ForeseenCase[];
}

/** Says beforehand what an action would do to each of many cases, by the code that would do it. Never writes. */
@Injectable()
export class BulkPreviews {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
    private readonly foresight: Foresight,
    private readonly pages: CasePages,
    private readonly views: SavedViewsQuery,
    private readonly rooms: PresentRoom,
  ) {}

  /** @throws DomainError INVALID_REQUEST · NOT_FOUND (the view) */
  async of(
    actor: Actor,
    chosen: ChosenCases,
    action: BulkActionName,
    payload: unknown,
  ): Promise<BulkPreview> {
    const masked = maskTexts(payload);
    return this.database.asActor(actor, async (tx) => {
      // Not by promise alone: nothing is locked or written on the way.
      await tx.query('SET TRANSACTION READ ONLY');
      const { numbers, ...counted } = await this.choose(tx, actor, chosen);
      const cases = await this.cases.getMany(tx, numbers, actor);
      const factsOf = this.transitions.lookAtMany(tx, [...cases.values()], actor);
      const [room, people] = [this.rooms.foreseen(), new PeopleOnce()];
      const items: ForeseenCase[] = [];
      for (const number of numbers) {
        const freezeCase = cases.get(number);
        const refused = freezeCase
          ? await this.foresight.of(tx, actor, freezeCase, action, masked, {
              ...{ facts: factsOf(freezeCase), room, people },
            })
          : NO_SUCH_CASE;
        items.push({
          ...{ number, version: freezeCase?.version ?? null, allowed: refused === null },
          refusal: refused && bulkRefusal(refused),
        });
      }
      return { ...counted, most: BULK_MOST, items };
    });
  }

  private async choose(
    tx: Tx,
    actor: Actor,
    chosen: ChosenCases,
  ): Promise<CappedCount & { readonly numbers: readonly string[] }> {
    const read = await readChosen(tx, actor, this.views, chosen);
    if ('numbers' in read) return { ...read, count: read.numbers.length, capped: false };
    const { items } = await this.pages.page(tx, actor, read.listing, { limit: BULK_MOST });
    const counted = await this.pages.count(tx, actor, read.listing);
    return { ...counted, numbers: items.map(({ number }) => number) };
  }
}

const NO_SUCH_CASE = new DomainError('NOT_FOUND');
