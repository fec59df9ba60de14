import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, isUuid, type Actor, type Clock, type FeeProfile } from '@thaw/kernel';
import { CLOCK, type Tx } from '@thaw/platform';
import { agreed, checkBoundAt } from './binding-terms';
import { DeviceBinding } from './device-binding.entity';
import { needNoExchangeAt, needNotReserved } from './device-reservations';
import { Device } from './device.entity';
import { exists, insertOnce } from './insert-once';
import { invalidRequest } from './invalid-request';
import { Merchant, type MerchantTier } from './merchant.entity';
import { needNotWatched } from './watched-terminal';
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
import { checkTicket, type Site } from './site';
import { TerminalEvent } from './terminal-event.entity';
import { checkFeeProfile, siteColumns, termsOf } from './terminal-terms';
import { Terminal } from './terminal.entity';
import { checkHours, type TradingHours } from './trading-hours';

export interface NewMerchant {
  readonly merchantNo: string;
  readonly name: string;
  readonly socialCreditCode: string;
  readonly mcc: string;
  readonly address: string;
  readonly hours?: TradingHours | null | undefined;
  readonly tier?: MerchantTier | undefined;
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

/** Whether it is the case itself that writes, by an exchange of the terminal's device or with the terminal's end. */
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
      tier: input.tier ?? 'standard',
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
    const boundAt = await checkBoundAt(tx, { terminal, device }, input.boundAt, this.clock.now());
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
   * @throws DomainError NOT_FOUND where none is live · GUARD_REFUSED (an exchange, a watch)
   */
  async unbind(tx: Tx, terminalId: string, hand: Hand = {}): Promise<DeviceBinding> {
    const known = isUuid(terminalId);
    if (known && !hand.inExchange) await needNotWatched(tx, terminalId);
    const live = known
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
}

const NO_SUCH_MERCHANT = {
  zh: '没有此商户：请先登记商户。',
  en: 'There is no such merchant: register it first.',
};
