import { Injectable } from '@nestjs/common';
import { systemActor, type Locale } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { Contact } from '../preferences/preference.entity';
import { SmsSender } from './sms-sender';
import { codeSms } from './sms-text';

/** Sends codes to sign in with: at any hour, since somebody waits for them, and to the number that admins set alone. */
@Injectable()
export class CodeTexts {
  constructor(
    private readonly database: Database,
    private readonly sms: SmsSender,
  ) {}

  /** @throws Error where another try may do; a person without a number gets nothing. */
  async send(due: {
    readonly id: string;
    readonly userId: string;
    readonly locale: Locale;
    readonly code: string;
  }): Promise<void> {
    const contact = await this.database.asActor(systemActor('worker'), (tx) =>
      tx.findOneBy(Contact, { userId: due.userId, channel: 'sms' }),
    );
    if (!contact) return;
    const text = codeSms(due.code, due.locale);
    const { error, isFinal } = await this.sms.send({ id: due.id, to: contact.address, text });
    if (error !== null && !isFinal) throw new Error(`the code was not sent: ${error}`);
  }
}
