import { Injectable } from '@nestjs/common';
import { isDomainError, type Actor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { CaseRepository } from '../case.repository';
import { CasePages, type CappedCount } from '../listing/case-pages.query';
import { maskTexts } from '../mask-texts';
import { SavedViewsQuery } from '../saved-views/saved-views.query';
import type { BulkRefusal } from '../entities';
import { PresentRoom, type ForeseenRoom } from '../sharing/queue-room';
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
      const { numbers, ...counted } = await this.choose(tx, actor, chosen);
      const items: ForeseenCase[] = [];
      const room = this.rooms.foreseen();
      for (const number of numbers) items.push(await this.foresee(tx, actor, number, action, masked, room));
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

  private async foresee(
    tx: Tx,
    actor: Actor,
    number: string,
    action: BulkActionName,
    payload: unknown,
    room: ForeseenRoom,
  ): Promise<ForeseenCase> {
    try {
      const freezeCase = await this.cases.get(tx, number, actor);
      const refused = await this.foresight.of(tx, actor, freezeCase, action, payload, room);
      const refusal = refused && bulkRefusal(refused);
      return { number, version: freezeCase.version, allowed: refusal === null, refusal };
    } catch (error) {
      if (!isDomainError(error, 'NOT_FOUND')) throw error;
      return { number, version: null, allowed: false, refusal: bulkRefusal(error) };
    }
  }
}
