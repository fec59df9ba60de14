import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import {
  DomainError,
  actorRef,
  isUuid,
  FEE_PROFILES,
  type Actor,
  type Clock,
  type FeeProfile,
} from '@thaw/kernel';
import { CLOCK, type Tx } from '@thaw/platform';
import { DeviceBinding } from './device-binding.entity';
import { needNoExchangeAt, needNotReserved } from './device-reservations';
import { Device } from './device.entity';
import { exists, insertOnce } from './insert-once';
import { invalidRequest } from './invalid-request';
import { Merchant } from './merchant.entity';
import {
  checkCurrency,
  checkMerchantNo,
  checkSerialNo,
  checkSocialCreditCode,
  checkTerminalNo,
  checkWords,
  maskAccount,
  merchantNoParts,
} from './registry-numbers';
import { checkSite, checkTicket, type Site } from './site';
import { TerminalEvent, type TerminalTerms } from './terminal-event.entity';
import { Terminal } from './terminal.entity';
import { checkHours, type TradingHours } from './trading-hours';

export interface NewMerchant {
  readonly merchantNo: string;
  readonly name: string;
  readonly socialCreditCode: string;
  readonly mcc: string;
  readonly address: string;
  readonly hours?: TradingHours | null | undefined;
}

export interface NewTerminal {
  readonly merchantId: string;
  readonly terminalNo: string;
  readonly feeProfile: FeeProfile;
  readonly currency?: string | undefined;
  readonly expectedTicketFen?: number | null | undefined;
  readonly site?: Site | null | undefined;
}

/** What is left out stays as it is; null takes away what was told. */
export type TerminalChange = Pick<NewTerminal, 'expectedTicketFen' | 'site'>;

export interface NewDevice {
  readonly serialNo: string;
  readonly model: string;
}

/**
 * The five items with the device that carries them. Those the registry knows already may be left out; given, they
 * must agree with it. The account is stored masked, see {@link maskAccount}.
 */
export interface NewBinding {
  readonly serialNo: string;
  readonly settlementAccount: string;
  readonly installationAddress: string;
  readonly acquirerCode?: string | undefined;
  readonly merchantNo?: string | undefined;
  readonly socialCreditCode?: string | undefined;
  /** When it was put to work, where the registry hears of it later; left out: now. */
  readonly boundAt?: Date | undefined;
}

/** Whether it is the exchange of a terminal's device itself that writes. */
interface Hand {
  readonly inExchange?: boolean;
}

/** Writes the registry. Whoever may call it is the door's to ask (`registry.write`): it is not one merchant's own. */
@Injectable()
export class RegistryService {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** @throws DomainError INVALID_REQUEST · ALREADY_EXISTS */
  async registerMerchant(tx: Tx, input: NewMerchant): Promise<Merchant> {
    const hours = input.hours ? checkHours(input.hours) : null;
    const merchant: Merchant = {
      id: randomUUID(),
      merchantNo: checkMerchantNo(input.merchantNo, input.mcc),
      name: checkWords('name', input.name),
      socialCreditCode: checkSocialCreditCode(input.socialCreditCode),
      mcc: input.mcc,
      mccCorrectedAt: null,
      mccCorrectedBy: null,
      address: checkWords('address', input.address),
      hoursFrom: hours?.from ?? null,
      hoursTo: hours?.to ?? null,
      createdAt: this.clock.now(),
    };
    await insertOnce(() => tx.insert(Merchant, merchant), {
      merchant_merchant_no_key: () =>
        exists('merchantNo', '该商户编号已登记。', 'This merchant number is registered already.'),
    });
    return merchant;
  }

  /** @throws DomainError INVALID_REQUEST · NOT_FOUND (merchantId) · ALREADY_EXISTS */
  async registerTerminal(tx: Tx, input: NewTerminal): Promise<Terminal> {
    const known = isUuid(input.merchantId) && (await tx.existsBy(Merchant, { id: input.merchantId }));
    if (!known) throw new DomainError('NOT_FOUND', { field: 'merchantId', detail: NO_SUCH_MERCHANT });
    const terminal: Terminal = {
      id: randomUUID(),
      terminalNo: checkTerminalNo(input.terminalNo),
      merchantId: input.merchantId,
      feeProfile: checkFeeProfile(input.feeProfile),
      currency: checkCurrency(input.currency ?? 'CNY'),
      expectedTicketFen: checkTicket(input.expectedTicketFen ?? null),
      ...siteColumns(input.site ?? null),
      createdAt: this.clock.now(),
    };
    await insertOnce(() => tx.insert(Terminal, terminal), {
      terminal_number: () =>
        exists(
          'terminalNo',
          '该商户下已有此终端编号。',
          'This merchant has a terminal of this number already.',
        ),
    });
    return terminal;
  }

  /**
   * Tells what was not known, or not so, when the terminal was registered, and keeps who did and what stood there before.
   * @throws DomainError NOT_FOUND · INVALID_REQUEST
   */
  async changeTerminal(tx: Tx, actor: Actor, terminalId: string, change: TerminalChange): Promise<void> {
    const columns = {
      ...(change.expectedTicketFen !== undefined && {
        expectedTicketFen: checkTicket(change.expectedTicketFen),
      }),
      ...(change.site !== undefined && siteColumns(change.site)),
    };
    if (Object.keys(columns).length === 0) {
      throw invalidRequest(
        'expectedTicketFen',
        '没有要更改的内容：请填写 expectedTicketFen 或 site。',
        'Nothing is to be changed: give expectedTicketFen or site.',
      );
    }
    // Locked: of two who tell at once, the second finds what the first told.
    const terminal = isUuid(terminalId)
      ? await tx.findOne(Terminal, { where: { id: terminalId }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (!terminal) throw new DomainError('NOT_FOUND');
    const [before, after] = [termsOf(terminal), termsOf({ ...terminal, ...columns })];
    if (isDeepStrictEqual(before, after)) return;
    await tx.update(Terminal, { id: terminalId }, columns);
    await tx.insert(TerminalEvent, {
      terminalId,
      at: this.clock.now(),
      actor: actorRef(actor),
      before,
      after,
    });
  }

  /** @throws DomainError INVALID_REQUEST · ALREADY_EXISTS */
  async registerDevice(tx: Tx, input: NewDevice): Promise<Device> {
    const device: Device = {
      id: randomUUID(),
      serialNo: checkSerialNo(input.serialNo),
      model: checkWords('model', input.model),
      reservedFor: null,
      createdAt: this.clock.now(),
    };
    await insertOnce(() => tx.insert(Device, device), {
      device_serial_no_key: () =>
        exists('serialNo', '该序列号已登记。', 'This serial number is registered already.'),
    });
    return device;
  }

  /**
   * Puts a device to work as a terminal. One device and one terminal have one live binding at most; the database
   * holds that, so that two who bind at once cannot both succeed.
   * @throws DomainError NOT_FOUND (terminal, serialNo) · INVALID_REQUEST · ALREADY_EXISTS · GUARD_REFUSED (an exchange)
   */
  async bind(tx: Tx, terminalId: string, input: NewBinding, hand: Hand = {}): Promise<DeviceBinding> {
    const terminal = isUuid(terminalId) ? await tx.findOneBy(Terminal, { id: terminalId }) : null;
    if (!terminal) throw new DomainError('NOT_FOUND');
    const merchant = await tx.findOneByOrFail(Merchant, { id: terminal.merchantId });
    const device = await tx.findOneBy(Device, { serialNo: checkSerialNo(input.serialNo) });
    if (!device) {
      throw new DomainError('NOT_FOUND', {
        field: 'serialNo',
        detail: {
          zh: '没有此序列号的设备：请先登记。',
          en: 'No device has this serial number: register it first.',
        },
      });
    }
    if (!hand.inExchange) await needNoExchangeAt(tx, terminal.id);
    needNotReserved(device, terminal.id);
    const { acquirerCode } = merchantNoParts(merchant.merchantNo);
    const boundAt = await this.checkBoundAt(tx, terminal, device, input.boundAt);
    const binding: DeviceBinding = {
      id: randomUUID(),
      deviceId: device.id,
      terminalId: terminal.id,
      acquirerCode: agreed('acquirerCode', input.acquirerCode, acquirerCode),
      merchantNo: agreed('merchantNo', input.merchantNo, merchant.merchantNo),
      socialCreditCode: agreed('socialCreditCode', input.socialCreditCode, merchant.socialCreditCode),
      settlementAccount: maskAccount(input.settlementAccount),
      installationAddress: checkWords('installationAddress', input.installationAddress),
      boundAt,
      unboundAt: null,
    };
    await insertOnce(() => tx.insert(DeviceBinding, binding), {
      device_binding_live_device: () =>
        exists('serialNo', '该设备已绑定，请先解绑。', 'This device is bound already: unbind it first.'),
      device_binding_live_terminal: () =>
        exists(
          'terminalId',
          '该终端已绑定设备，请先解绑。',
          'This terminal has a device already: unbind it first.',
        ),
    });
    return binding;
  }

  /**
   * Ends the terminal's live binding; the row stays.
   * @throws DomainError NOT_FOUND where none is live · GUARD_REFUSED (an exchange)
   */
  async unbind(tx: Tx, terminalId: string, hand: Hand = {}): Promise<DeviceBinding> {
    const live = isUuid(terminalId)
      ? await tx
          .createQueryBuilder(DeviceBinding, 'b')
          .setLock('pessimistic_write')
          .where('b.terminalId = :terminalId AND b.unboundAt IS NULL', { terminalId })
          .getOne()
      : null;
    if (!live) {
      throw new DomainError('NOT_FOUND', {
        detail: { zh: '该终端没有绑定的设备。', en: 'No device is bound to this terminal.' },
      });
    }
    if (!hand.inExchange) await needNoExchangeAt(tx, terminalId);
    const unboundAt = this.clock.now();
    await tx.update(DeviceBinding, { id: live.id }, { unboundAt });
    return { ...live, unboundAt };
  }

  /** One device after the other: a binding that is told late may not reach into one that has ended. */
  private async checkBoundAt(
    tx: Tx,
    terminal: Terminal,
    device: Device,
    told: Date | undefined,
  ): Promise<Date> {
    const now = this.clock.now();
    if (told === undefined) return now;
    if (told > now) {
      throw invalidRequest(
        'boundAt',
        '绑定时间不能晚于现在：请填写设备投入使用的时间，或去掉它。',
        'This is in the future: give when the device was put to work, or leave it out.',
      );
    }
    const [ended] = await tx.query<{ at: Date | null }[]>(
      'SELECT max(unbound_at) AS at FROM device_binding WHERE terminal_id = $1 OR device_id = $2',
      [terminal.id, device.id],
    );
    if (ended?.at && told < ended.at) {
      throw invalidRequest(
        'boundAt',
        '该终端或设备的上一次绑定此时尚未结束：请填写更晚的时间。',
        'An earlier binding of this terminal or device had not ended by then: give a later time.',
      );
    }
    return told;
  }
}

const NO_SUCH_MERCHANT = {
  zh: '没有此商户：请先登记商户。',
  en: 'There is no such merchant: register it first.',
};

function siteColumns(site: Site | null): Pick<Terminal, 'siteLatE6' | 'siteLonE6'> {
  const checked = site && checkSite(site);
  return { siteLatE6: checked?.latE6 ?? null, siteLonE6: checked?.lonE6 ?? null };
}

const termsOf = ({ expectedTicketFen, siteLatE6, siteLonE6 }: Terminal): TerminalTerms => ({
  expectedTicketFen,
  site: siteLatE6 === null || siteLonE6 === null ? null : { latE6: siteLatE6, lonE6: siteLonE6 },
});

function checkFeeProfile(profile: string): FeeProfile {
  const known = FEE_PROFILES.find((each) => each === profile);
  if (known) return known;
  const all = FEE_PROFILES.join(', ');
  throw invalidRequest('feeProfile', `费率类型应为 ${all} 之一。`, `A fee profile is one of ${all}.`);
}

/** One set of five items: what is told must be what the registry says. */
function agreed(field: string, told: string | undefined, registered: string): string {
  if (told === undefined || told === registered) return registered;
  throw invalidRequest(
    field,
    `与商户登记的 ${registered} 不一致：请更正，或先变更商户登记。`,
    `The merchant is registered with ${registered}: correct it, or change the registration first.`,
  );
}
