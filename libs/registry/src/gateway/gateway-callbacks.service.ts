import { Inject, Injectable } from '@nestjs/common';
import { DomainError, SystemClock, systemActor, isUuid, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, type Config } from '@thaw/platform';
import { invalidRequest } from '../invalid-request';
import { CommandLedger } from './command-ledger';
import { readReport } from './gateway-answer';
import { afterCallback } from './retry-plan';
import { verify } from './signature';

/** What the terminal system tells us of its own accord. */
@Injectable()
export class GatewayCallbacksService {
  /** Signatures age in real time, as the terminal system knows no other; the desk's own clock may be a sandbox. */
  private readonly realTime: Clock = new SystemClock();

  constructor(
    private readonly database: Database,
    private readonly ledger: CommandLedger,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Takes one callback: `{"id","state":"accepted|confirmed|failed","reason"?,"at"}`, signed over its bytes. A second
   * one, or one that comes late, changes nothing.
   * @throws DomainError NOT_SIGNED_IN (no valid signature, or one older than five minutes) · INVALID_REQUEST ·
   * NOT_FOUND (no such command)
   */
  async recordCallback(body: Buffer, signature: string | undefined): Promise<void> {
    const verdict = verify(this.config.gateway.secret, body, signature, this.realTime.now());
    if (verdict !== 'valid') {
      throw new DomainError('NOT_SIGNED_IN', {
        rule: 'gateway.signature',
        detail: SIGNATURE_REFUSALS[verdict],
      });
    }
    const report = readReport(body.toString('utf8'));
    if (!report) {
      throw invalidRequest(
        'state',
        '请提供 id 与 state（accepted、confirmed 或 failed）。',
        'Give an id and a state: accepted, confirmed or failed.',
      );
    }
    if (!isUuid(report.id)) throw new DomainError('NOT_FOUND', { field: 'id' });
    await this.database.asActor(systemActor('gateway'), async (tx) => {
      const command = await this.ledger.lock(tx, report.id);
      if (!command) throw new DomainError('NOT_FOUND', { field: 'id' });
      const now = this.clock.now();
      await this.ledger.record(tx, command, afterCallback(command, report.answer, now), now);
    });
  }
}

const SIGNATURE_REFUSALS = {
  malformed: {
    zh: '缺少 Thaw-Signature 头或格式不对：t=<秒>,v1=<十六进制>。',
    en: 'The Thaw-Signature header is missing or not of the form t=<seconds>,v1=<hex>.',
  },
  wrong: {
    zh: '签名不符：请核对密钥，并对原始请求体签名。',
    en: 'The signature does not fit: check the key, and sign the body as it is sent.',
  },
  stale: {
    zh: '签名时间已过五分钟：请用当前时间重新签名。',
    en: 'The signature is more than five minutes off: sign again with the present time.',
  },
};
