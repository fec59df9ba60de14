import { Inject, Injectable } from '@nestjs/common';
import { DomainError, Zone, type Actor, type Bilingual, type Clock, type Page } from '@thaw/kernel';
import { CLOCK, CONFIG, type Config, type Tx } from '@thaw/platform';
import { LessThan } from 'typeorm';
import { badCursor, cursorParts, pageLimit, toPage, type PageRequest } from '../keyset';
import { RegistryQuery } from '../registry.query';
import type { CalendarDay } from './calendar-day';
import { PREVENTION_KIND_WORDS, policyOn } from './policy';
import { PreventionEvent } from './prevention-event.entity';
import { PreventionLedger, type PreventionRow } from './prevention-ledger';
import { standingText } from './prevention-words';
import { SoftwareAnnouncement } from './software-announcement.entity';
import {
  currentRelease,
  softwareIsCurrent,
  standingOn,
  virusDatabaseIsCurrent,
  type PreventionFacts,
  type PreventionStanding,
  type SoftwareRelease,
} from './standing';
import { NOTHING_KNOWN, termsOfDevice, type PreventionTerms } from './told';

/** How one thing stands, in words for people. */
export interface WordedStanding extends PreventionStanding {
  readonly title: Bilingual;
  readonly text: Bilingual;
}

/** A terminal's upkeep on a day. */
export interface PreventionView {
  /** The day in the desk's time zone. */
  readonly asOf: CalendarDay;
  readonly policyVersion: number;
  /** Of the device that is at work. */
  readonly terms: PreventionTerms;
  readonly model: string | null;
  /** The version that is current for the model today. */
  readonly currentVersion: string | null;
  readonly standing: readonly WordedStanding[];
  /** Those of `standing` that are overdue, the longest first: what triage weighs. */
  readonly overdue: readonly WordedStanding[];
}

/** What machines can check of a remediation, each null where it is not known. */
export interface UpkeepChecks {
  readonly softwareIsCurrent: boolean | null;
  readonly virusDatabaseIsCurrent: boolean | null;
}

/** Reads what stands of terminals, by whom it was told, and what was announced. */
@Injectable()
export class PreventionQuery {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly ledger: PreventionLedger,
    private readonly registry: RegistryQuery,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /** For rooms that have found the terminal already. @throws DomainError NOT_FOUND */
  async preventionOf(tx: Tx, terminalId: string): Promise<PreventionView> {
    const asOf = this.today();
    const policy = policyOn(asOf);
    const { row, facts } = await this.factsOf(tx, terminalId);
    const standing = standingOn(asOf, facts, policy).map((one) => ({
      ...one,
      title: PREVENTION_KIND_WORDS[one.kind],
      text: standingText(one),
    }));
    return {
      asOf,
      policyVersion: policy.version,
      terms: termsOfDevice(row.terms, row.deviceId),
      model: row.model,
      currentVersion: currentRelease(facts.releases, asOf)?.version ?? null,
      standing,
      overdue: standing
        .filter(({ state }) => state === 'overdue')
        .sort((a, b) => Number(b.daysOverdue) - Number(a.daysOverdue)),
    };
  }

  /** As {@link preventionOf}, of a terminal that the actor may see. @throws DomainError NOT_FOUND */
  async ofTerminal(tx: Tx, actor: Actor, terminalId: string): Promise<PreventionView> {
    const { id } = await this.registry.terminal(tx, actor, terminalId);
    return this.preventionOf(tx, id);
  }

  /**
   * Whether software and virus database, as they stand now, are current on a day; today where left out.
   * @throws DomainError NOT_FOUND
   */
  async upkeepChecks(tx: Tx, terminalId: string, on = this.today()): Promise<UpkeepChecks> {
    const { facts } = await this.factsOf(tx, terminalId);
    return {
      softwareIsCurrent: softwareIsCurrent(facts, on),
      virusDatabaseIsCurrent: virusDatabaseIsCurrent(facts, on, policyOn(on)),
    };
  }

  /** Who told what of a terminal, the latest first. @throws DomainError NOT_FOUND · INVALID_REQUEST on `cursor` */
  async events(tx: Tx, actor: Actor, terminalId: string, page: PageRequest): Promise<Page<PreventionEvent>> {
    const { id } = await this.registry.terminal(tx, actor, terminalId);
    const limit = pageLimit(page.limit);
    const rows = await tx.find(PreventionEvent, {
      where: { terminalId: id, ...before(page.cursor) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return toPage(
      rows,
      limit,
      (event) => event,
      (last) => [last.id],
    );
  }

  /** What was announced, the latest first; of one version the latest counts. @throws DomainError INVALID_REQUEST on `cursor` */
  async announcements(
    tx: Tx,
    { model, ...page }: PageRequest & { readonly model?: string | undefined },
  ): Promise<Page<SoftwareAnnouncement>> {
    const limit = pageLimit(page.limit);
    const rows = await tx.find(SoftwareAnnouncement, {
      where: { ...(model !== undefined && { model }), ...before(page.cursor) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return toPage(
      rows,
      limit,
      (announcement) => announcement,
      (last) => [last.id],
    );
  }

  private async factsOf(
    tx: Tx,
    terminalId: string,
  ): Promise<{ readonly row: PreventionRow; readonly facts: PreventionFacts }> {
    const [row] = await this.ledger.rows(tx, [terminalId]);
    if (!row) throw new DomainError('NOT_FOUND');
    const releases = row.model === null ? [] : await this.releases(tx, row.model);
    const terms = row.isAtWork ? termsOfDevice(row.terms, row.deviceId) : NOTHING_KNOWN;
    return { row, facts: { ...terms, releases } };
  }

  private async releases(tx: Tx, model: string): Promise<readonly SoftwareRelease[]> {
    return tx.query<SoftwareRelease[]>(
      `SELECT version, to_char(current_from, 'YYYY-MM-DD') AS "currentFrom" FROM (
         SELECT DISTINCT ON (version) version, current_from FROM software_announcement WHERE model = $1
         ORDER BY version, id DESC) last
       WHERE current_from IS NOT NULL`,
      [model],
    );
  }

  private today(): CalendarDay {
    return this.zone.dateText(this.clock.now().getTime());
  }
}

/** @throws DomainError INVALID_REQUEST on `cursor` */
function before(cursor: string | undefined): { readonly id?: ReturnType<typeof LessThan<string>> } {
  const [after] = cursorParts(cursor, 1);
  if (after === undefined) return {};
  if (!/^\d{1,15}$/.test(after)) throw badCursor();
  return { id: LessThan(after) };
}
