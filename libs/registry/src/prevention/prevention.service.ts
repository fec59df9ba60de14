import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, Zone, actorRef, isUuid, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, type Config, type Tx } from '@thaw/platform';
import { invalidRequest } from '../invalid-request';
import { Device } from '../device.entity';
import { readDay, type CalendarDay } from './calendar-day';
import { policyOn } from './policy';
import { PreventionLedger, type PreventionChange, type PreventionRow } from './prevention-ledger';
import { SoftwareAnnouncement } from './software-announcement.entity';
import { checkTold, checkVersion, termsOfDevice, withTold, type PreventionTold } from './told';

export interface NewAnnouncement {
  readonly model: string;
  readonly version: string;
  /** YYYY-MM-DD, may lie ahead; null takes the announcement back. */
  readonly currentFrom: string | null;
}

/** Writes what terminals carry of their upkeep. Whoever may call it is the door's to ask (`prevention.write`). */
@Injectable()
export class PreventionService {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly ledger: PreventionLedger,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /**
   * Tells dates and version of one terminal, of the device that is bound to it now. The same again changes nothing.
   * @throws DomainError NOT_FOUND · INVALID_REQUEST naming the member at fault
   */
  async tell(tx: Tx, actor: Actor, terminalId: string, told: PreventionTold): Promise<void> {
    const at = this.clock.now();
    const checked = checkTold(told, this.dayOf(at));
    const [row] = isUuid(terminalId) ? await this.ledger.locked(tx, [terminalId]) : [];
    if (!row) throw new DomainError('NOT_FOUND');
    const change = changeOf(row, checked, this.dayOf(at));
    if (change) await this.ledger.store(tx, actor, [change], { at, importId: null });
  }

  /**
   * Says which version is current for a model, and from which day on; of one version what is said last counts.
   * @throws DomainError INVALID_REQUEST
   */
  async announce(tx: Tx, actor: Actor, input: NewAnnouncement): Promise<SoftwareAnnouncement> {
    const version = checkVersion(input.version, 'version');
    const currentFrom = input.currentFrom === null ? null : readDay(input.currentFrom.trim());
    if (input.currentFrom !== null && currentFrom === null) {
      throw invalidRequest(
        'currentFrom',
        '请填写日期，如 2026-11-23，年份在 2000 与 2099 之间。',
        'Give a day such as 2026-11-23, in the years 2000 to 2099.',
      );
    }
    if (!(await tx.existsBy(Device, { model: input.model }))) {
      throw invalidRequest(
        'model',
        '没有登记过此型号的设备：请按设备登记的写法填写型号。',
        'No device of this model is registered: write the model as devices are registered with.',
      );
    }
    const announcement = { model: input.model, version, currentFrom, at: this.clock.now() };
    const { identifiers } = await tx.insert(SoftwareAnnouncement, {
      ...announcement,
      actor: actorRef(actor),
    });
    return tx.findOneByOrFail(SoftwareAnnouncement, { id: String(identifiers[0]?.['id']) });
  }

  private dayOf(at: Date): CalendarDay {
    return this.zone.dateText(at.getTime());
  }
}

/** @param told as `checkTold` gave it. @returns null where it says what is known. */
export function changeOf(
  row: PreventionRow,
  told: PreventionTold,
  today: CalendarDay,
): PreventionChange | null {
  const known = termsOfDevice(row.terms, row.deviceId);
  const after = withTold(known, told, policyOn(today));
  return isDeepStrictEqual(known, after) ? null : { row, after };
}
