import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@thaw/platform';
import { createTransport, type Transporter } from 'nodemailer';
import type { Outcome } from '../dispatches/outcome';
import type { MailText } from './mail-text';
import { senderDomain, type ThreadHeaders } from './thread-headers';

export interface Mail extends MailText, ThreadHeaders {
  readonly to: string;
}

const PATIENCE_MS = 15_000;
/** From first to last, however little a server keeps saying: below the time after which a try is made again. */
const WHOLE_MS = 40_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Hands mails to the mail server of the house. */
@Injectable()
export class Mailer {
  private readonly transport: Transporter | null;
  private readonly from: string;
  /** Of message ids. */
  readonly domain: string;

  constructor(@Inject(CONFIG) { mail }: Pick<Config, 'mail'>) {
    this.from = mail?.from ?? '';
    this.domain = senderDomain(this.from);
    this.transport =
      mail &&
      createTransport({
        url: mail.url,
        connectionTimeout: PATIENCE_MS,
        greetingTimeout: PATIENCE_MS,
        socketTimeout: PATIENCE_MS,
        dnsTimeout: PATIENCE_MS,
        requireTLS: needsTls(mail.url),
        disableFileAccess: true,
        disableUrlAccess: true,
      });
  }

  get isThere(): boolean {
    return this.transport !== null;
  }

  /** One try, over after a time whatever the server does. Throws nothing, and tells of a failure no more than its code. */
  async send(
    { to, subject, text, messageId, inReplyTo, references }: Mail,
    wholeMs = WHOLE_MS,
  ): Promise<Outcome> {
    if (!this.transport) return { error: 'connection', isFinal: false };
    try {
      await this.transport.sendMail({
        from: this.from,
        to,
        subject,
        text,
        messageId,
        signal: AbortSignal.timeout(wholeMs),
        ...(inReplyTo === undefined ? {} : { inReplyTo }),
        ...(references === undefined ? {} : { references: [...references] }),
        // No machine is to answer it (RFC 3834).
        headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' },
      });
      return { error: null, isFinal: true };
    } catch (error) {
      return outcomeOf(error as MailError);
    }
  }
}

interface MailError {
  readonly code?: string;
  readonly responseCode?: number;
  /** Whether the server would never take it. */
  readonly permanent?: boolean;
}

/** A password goes over no open line but to this machine itself. */
function needsTls(url: string): boolean {
  const { protocol, username, hostname } = new URL(url);
  return protocol === 'smtp:' && username !== '' && !LOOPBACK.test(hostname);
}

function outcomeOf({ code, responseCode, permanent = false }: MailError): Outcome {
  // A wrong password is ours to mend, and the mail waits for it.
  if (code === 'EAUTH' || code === 'ENOAUTH') return { error: 'sign_in', isFinal: false };
  if (code === 'ETLS' || code === 'EREQUIRETLS') return { error: 'tls', isFinal: false };
  if (code === 'ETIMEDOUT' || code === 'EABORT') return { error: 'timeout', isFinal: false };
  if (responseCode === undefined) return { error: 'connection', isFinal: false };
  return { error: permanent ? 'refused' : 'put_off', isFinal: permanent };
}
