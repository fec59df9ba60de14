import { Inject, Injectable } from '@nestjs/common';
import { DomainError, SystemClock } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { Outcome } from '../dispatches/outcome';
import { asFailure, postSigned, type PostOutcome } from '../webhooks/post-signed';
import { signedHeaders } from '../webhooks/signature';
import { checkWebhookUrl, isAllowedByName } from '../webhooks/webhook-url';

/** A text message on its way. `id`: a UUID, the same at every try, by which the gateway knows what it has already. */
export interface Sms {
  readonly id: string;
  /** E.164, with the plus. */
  readonly to: string;
  readonly text: string;
}

/** What no second try mends: the gateway understood and does not want it. */
const NEVER = [400, 404, 410, 413, 422];

/** Hands text messages to the house's gateway over HTTP: `{id, to, text}`, signed as Standard Webhooks. */
@Injectable()
export class SmsSender {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'sms' | 'webhooks'>) {}

  get isThere(): boolean {
    return this.config.sms !== null;
  }

  /** One try, through the same wall as webhooks. Throws nothing. */
  async send(sms: Sms): Promise<Outcome> {
    const { sms: gateway, webhooks } = this.config;
    if (!gateway) return { error: 'connection', isFinal: false };
    let url: URL;
    try {
      url = checkWebhookUrl(gateway.url, webhooks.allow);
    } catch (error) {
      if (error instanceof DomainError) return { error: 'connection', isFinal: false };
      throw error;
    }
    const body = JSON.stringify(sms);
    const secret = `whsec_${gateway.secret.toString('base64')}`;
    // By real time, whatever the desk's clock says: the gateway holds it against its own.
    const headers = signedHeaders(
      [secret],
      `msg_${sms.id.replaceAll('-', '')}`,
      new SystemClock().now(),
      body,
    );
    return outcomeOf(
      await postSigned(url, headers, body, { anyAddress: isAllowedByName(url, webhooks.allow) }),
    );
  }
}

function outcomeOf({ status, error }: PostOutcome): Outcome {
  if (error === null) return { error: null, isFinal: true };
  if (error !== 'status') return { error: asFailure(error), isFinal: false };
  const isFinal = status !== null && NEVER.includes(status);
  return { error: isFinal ? 'refused' : 'put_off', isFinal };
}
